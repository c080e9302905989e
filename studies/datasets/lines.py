"""Annotation files as text, and what is wrong with a line of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from pathlib import PurePosixPath
from typing import TypeVar

from pydantic import BaseModel, Field

from contract.errors import BadDataset, FieldError

MOST_ERRORS = 20

T = TypeVar("T")


class AnnotationFile(BaseModel):
    """A file's name, below the chosen folder, and its text."""

    file: str = Field(max_length=1000)
    text: str

    @property
    def stem(self) -> str:
        """The name without folders and ending, which is what pictures and labels share."""
        return PurePosixPath(self.file).stem

    @property
    def ending(self) -> str:
        """`.txt`, in lower case."""
        return PurePosixPath(self.file).suffix.lower()


class WrongLine(Exception):
    """A line that cannot be read; `line` counts from 1, or names a place in a JSON file."""

    def __init__(self, file: str, line: int | str, message: str) -> None:
        """`message` quotes the value."""
        super().__init__(f"{file[:200]}, {place(line)}: {message}")
        self.error = FieldError(loc=[file[:200], line], msg=message)


def place(line: int | str) -> str:
    """`line 3`, or the place as it is."""
    return f"line {line}" if isinstance(line, int) else line


def filled_lines(file: AnnotationFile) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers from 1."""
    for number, line in enumerate(file.text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def read_number(text: str, file: str, line: int) -> float:
    """A finite number; raises `WrongLine`."""
    try:
        value = float(text)
    except ValueError:
        raise WrongLine(file, line, f"{text[:40]!r} is not a number.") from None
    if not isfinite(value):
        raise WrongLine(file, line, f"{text[:40]!r} is not a finite number.")
    return value


def read_each(files: Sequence[AnnotationFile], read: Callable[[AnnotationFile], T]) -> list[T]:
    """What `read` makes of each file; raises one `BadDataset` that names the first bad lines."""
    made, wrong = [], []
    for file in files:
        try:
            made.append(read(file))
        except WrongLine as error:
            wrong.append(error)
    if wrong:
        raise bad_dataset(wrong)
    return made


def bad_dataset(wrong: Sequence[WrongLine]) -> BadDataset:
    """The first lines that are wrong as one problem."""
    more = f" (and {len(wrong) - 1:,} more files)" if len(wrong) > 1 else ""
    return BadDataset(f"{wrong[0]}{more}", [error.error for error in wrong[:MOST_ERRORS]])
