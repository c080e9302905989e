"""An artifact as a table or as arrays, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(cell: object) -> object:
    """Text that a spreadsheet would run as a formula gets a quote in front."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_lines(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """The rows as CSV in pieces of about a thousand lines; the first row names the columns."""
    buffer = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for number, row in enumerate(rows):
        if writer is None:
            writer = csv.DictWriter(buffer, list(row), extrasaction="ignore")
            writer.writeheader()
        writer.writerow({name: guarded(cell) for name, cell in row.items()})
        if number % 1000 == 999:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def arrays(artifact: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """Every field of numbers as an array under its own name, everything else as JSON in `rest`."""
    found: dict[str, np.ndarray[Any, Any]] = {}
    rest: dict[str, Any] = {}
    for name, value in artifact.items():
        array = numeric(value)
        if array is None:
            rest[name] = value
        else:
            found[name] = array
    found["rest"] = np.array(json.dumps(rest, ensure_ascii=False))
    return found


def numeric(value: Any) -> np.ndarray[Any, Any] | None:
    """A number or a full nested list of numbers as int64 or float64; None for anything else."""
    if isinstance(value, bool | str | dict) or value is None or value == []:
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "iuf" else None


def npz(artifact: dict[str, Any]) -> bytes:
    """The arrays as a compressed `.npz` that `numpy.load` reads without pickle."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays(artifact))
    return buffer.getvalue()
