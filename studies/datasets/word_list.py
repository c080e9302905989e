"""Words without places: lines of `file,word`, or of a word that is meant for every picture."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from contract.study import LabelledPicture, Thing
from studies.datasets.lines import AnnotationFile, WrongLine, filled_lines, read_each

LONGEST = 60
HEADER = ["file", "word"]


def label_things(
    pictures: Sequence[LabelledPicture], files: Sequence[AnnotationFile]
) -> list[LabelledPicture]:
    """The pictures with the words that they are said to show; raises `BadDataset`."""
    lines = [line for some in read_each(files, read_words) for line in some]

    def words_of(picture: LabelledPicture) -> Iterator[str]:
        path = PurePosixPath(picture.file)
        names = {None, picture.file, path.name, path.stem}
        return (word for file, word in lines if file in names)

    return [
        picture.model_copy(
            update={"things": [Thing(word=word) for word in dict.fromkeys(words_of(picture))]}
        )
        for picture in pictures
    ]


def read_words(file: AnnotationFile) -> list[tuple[str | None, str]]:
    """(picture's name or None for all, word) of each line; raises `WrongLine`."""
    return [
        read_line(file.file, number, line)
        for number, line in filled_lines(file)
        if cells(line) != HEADER
    ]


def cells(line: str) -> list[str]:
    """The parts of a line between commas."""
    return [cell.strip() for cell in next(csv.reader([line]))]


def read_line(file: str, number: int, line: str) -> tuple[str | None, str]:
    """One line; raises `WrongLine`."""
    *names, word = cells(line)
    if len(names) > 1:
        raise WrongLine(file, number, f"{line[:80]!r} has more than a file and a word.")
    if not 0 < len(word) <= LONGEST:
        raise WrongLine(file, number, f"{line[:80]!r} has no word of 1 to {LONGEST} letters.")
    return (names[0] if names else None), word
