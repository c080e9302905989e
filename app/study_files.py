"""A study's tables as files: CSV for programs, Markdown for a paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from app.export import csv_lines
from app.problems import WrongValue
from app.study_schemas import StudyView
from contract.study import Column, Table

MISSING = "–"


def table_named(study: StudyView, name: str | None) -> Table:
    """The table called `name` (None: the main one); raises `WrongValue`."""
    if name is None:
        return study.table[0]
    for table in study.table:
        if table.name == name:
            return table
    known = ", ".join(table.name for table in study.table)
    detail = f"There is no table {name[:80]!r}, only {known}."
    raise WrongValue(detail, ["query", "table"])


def as_csv(study: StudyView, name: str | None) -> str:
    """One table, each row with the model and the seed it was computed with."""
    table = table_named(study, name)
    origin = {
        "study": study.study,
        "dataset": study.name,
        "model": study.model,
        "revision": study.revision,
        "dtype": study.dtype,
        "seed": study.params["seed"],
        "patchlens": study.versions.get("patchlens", ""),
    }
    keys = [column.key for column in table.columns]
    return "".join(
        csv_lines({**{key: row.get(key) for key in keys}, **origin} for row in table.rows)
    )


def as_markdown(study: StudyView) -> str:
    """Every table under a heading, then everything needed to repeat it."""
    lines = [f"## {study.title}{': ' if study.name else ''}{plain(study.name)}", ""]
    lines += [study.question, ""]
    for table in study.table:
        lines += [f"### {plain(table.title)}", "", *table_lines(table), ""]
        lines += [table.note, ""] if table.note else []
    return "\n".join([*lines, "### How it was computed", "", *origin_lines(study), ""])


def table_lines(table: Table) -> Iterator[str]:
    """The table; a share and its interval stand in one cell, as papers write them."""
    shown = merged(table.columns)
    if not table.rows:
        yield "Nothing counted yet."
        return
    yield row_line([plain(columns[0].title) for columns in shown])
    yield row_line(["---" if columns[0].kind == "text" else "---:" for columns in shown])
    for row in table.rows:
        yield row_line([cell(row, columns) for columns in shown])


def merged(columns: list[Column]) -> list[list[Column]]:
    """Columns with the two that hold their interval's ends, which follow them."""
    shown: list[list[Column]] = []
    for column in columns:
        if re.search(r"(^|_)(low|high)$", column.key) and shown:
            shown[-1].append(column)
        else:
            shown.append([column])
    return shown


def row_line(cells: list[str]) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def cell(row: dict[str, Any], columns: list[Column]) -> str:
    """A value, with its interval in brackets where it has one."""
    value, *ends = (written(row.get(column.key), column) for column in columns)
    if len(ends) == 2 and MISSING not in (value, *ends):
        return f"{value} [{ends[0]}, {ends[1]}]"
    return value


def written(value: Any, column: Column) -> str:
    """A value as its column's kind reads: shares in per cent."""
    if value is None:
        return MISSING
    if column.kind == "share":
        return f"{100 * value:.1f} %"
    if column.kind == "number":
        return f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
    return plain(str(value))


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(text.split()))


def origin_lines(study: StudyView) -> Iterator[str]:
    """Model, counts, parameters, seeds and versions."""
    told = study.progress
    yield f"- Model: {plain(study.model)}, revision {plain(study.revision)}, {study.dtype}"
    yield f"- Devices: {plain(', '.join(study.devices)) or MISSING}"
    yield f"- Pictures: {study.pictures:,}; state: {study.status}"
    yield (
        f"- Questions: {told.total:,}; answered {told.done:,}, failed {told.failed:,}, "
        f"cancelled {told.cancelled:,}, not needed {told.skipped:,}"
    )
    yield f"- Seed: {study.params['seed']}"
    yield f"- Parameters: `{json.dumps(study.params, ensure_ascii=False)}`"
    yield f"- Versions: {', '.join(f'{n} {v}' for n, v in study.versions.items()) or MISSING}"
    yield f"- Asked: {study.created_at:%Y-%m-%d %H:%M} UTC"
    yield from (f"- {plain(note)}" for note in study.notes)
