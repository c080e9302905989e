"""YOLO labels: one text file for each picture, one line for each object.

`class x_centre y_centre width height`, or `class x1 y1 x2 y2 x3 y3 ...` for a polygon, all
relative to the picture's size. Class names stand in a `.yaml` file (`names:`) or, one on each
line, in `classes.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from contract.geometry import Box
from contract.study import LabelledPicture, Region, Thing
from studies.datasets.lines import AnnotationFile, WrongLine, filled_lines, read_each, read_number

NAME_LISTS = {"classes.txt", "obj.names"}
YAML = {".yaml", ".yml"}
FOLDERS = ("labels", "boxes")
ROUNDING = 0.01  # label tools write 1.0000001 and the like

Names = dict[int, str]


def holds_names(file: AnnotationFile) -> bool:
    """Whether the file says what the classes are called."""
    return file.ending in YAML or PurePosixPath(file.file).name.lower() in NAME_LISTS


def label_things(
    pictures: Sequence[LabelledPicture], files: Sequence[AnnotationFile]
) -> list[LabelledPicture]:
    """The pictures with their objects; raises `BadDataset`.

    Of several label files for a picture the one in `labels/`, else in `boxes/`, else the first by
    name counts: other folders may number their classes in another way.
    """
    names: Names = {}
    for some in read_each([file for file in files if holds_names(file)], read_names):
        names.update(some)
    labels = sorted((file for file in files if not holds_names(file)), key=preference)
    best = {file.stem: file for file in reversed(labels)}
    by_stem = {PurePosixPath(picture.file).stem: picture for picture in pictures}
    chosen = [best[stem] for stem in by_stem if stem in best]
    read = read_each(chosen, lambda file: read_labels(file, names, by_stem[file.stem]))
    found = {file.stem: things for file, things in zip(chosen, read, strict=True)}
    return [
        picture.model_copy(update={"things": found.get(stem, [])})
        for stem, picture in by_stem.items()
    ]


def preference(file: AnnotationFile) -> tuple[int, str]:
    """Where a label file stands among those for the same picture, the smallest first."""
    folders = PurePosixPath(file.file).parts[:-1]
    place = next((n for n, name in enumerate(FOLDERS) if name in folders), len(FOLDERS))
    return place, file.file


def read_labels(file: AnnotationFile, names: Names, picture: LabelledPicture) -> list[Thing]:
    """The objects of one picture; raises `WrongLine`."""
    return [
        read_label(file.file, number, line, names, picture) for number, line in filled_lines(file)
    ]


def read_label(file: str, line: int, text: str, names: Names, picture: LabelledPicture) -> Thing:
    """The object in one line; raises `WrongLine`."""
    first, *rest = text.split()
    index = read_number(first, file, line)
    if index not in names:
        raise WrongLine(file, line, f"class {first!r} has no name in classes.yaml or classes.txt.")
    values = [read_number(each, file, line) for each in rest]
    if len(values) != 4 and (len(values) < 6 or len(values) % 2):
        raise WrongLine(file, line, f"{len(values)} numbers follow the class, not 4 or 6, 8, ...")
    for value, word in zip(values, rest, strict=True):
        if not -ROUNDING <= value <= 1 + ROUNDING:
            raise WrongLine(file, line, f"{word[:40]!r} is not relative, between 0 and 1.")
    return Thing(word=names[int(index)], region=region_of(values, picture))


def region_of(values: Sequence[float], picture: LabelledPicture) -> Region:
    """Relative numbers as a place in the picture."""
    width, height = picture.width, picture.height
    if len(values) == 4:
        x, y, w, h = values
        box = Box(left=(x - w / 2) * width, top=(y - h / 2) * height,
                  right=(x + w / 2) * width, bottom=(y + h / 2) * height)  # fmt: skip
        return Region(box=box)
    points = [(x * width, y * height) for x, y in zip(values[::2], values[1::2], strict=True)]
    return around([points])


def around(polygons: list[list[tuple[float, float]]]) -> Region:
    """Polygons with the box around them."""
    xs = [x for points in polygons for x, _ in points]
    ys = [y for points in polygons for _, y in points]
    box = Box(left=min(xs), top=min(ys), right=max(xs), bottom=max(ys))
    return Region(box=box, polygons=polygons)


def read_names(file: AnnotationFile) -> Names:
    """Class names by number; raises `WrongLine`."""
    if file.ending not in YAML:
        return dict(enumerate(line for _, line in filled_lines(file)))
    lines = list(filled_lines(file))
    for place, (number, line) in enumerate(lines):
        if line.startswith("names:"):
            after = [text for _, text in lines[place + 1 :]]
            return names_in(line.removeprefix("names:"), after, file.file, number)
    raise WrongLine(file.file, 1, "there is no `names:` in it.")


def names_in(inline: str, after: Sequence[str], file: str, line: int) -> Names:
    """What follows `names:`, on the same line or below it, as a list or a mapping."""
    inline = inline.partition(" #")[0].strip()
    parts = split_names(inline[1:-1]) if inline[:1] in {"[", "{"} else entries(after)
    names: Names = {}
    for part in parts:
        numbered = re.fullmatch(r"(\d+)\s*:\s*(.+)", part)
        number, name = (int(numbered[1]), numbered[2]) if numbered else (len(names), part)
        names[number] = name.strip().strip("'\"")
    if not names:
        raise WrongLine(file, line, "no class name follows `names:`.")
    return names


def split_names(text: str) -> list[str]:
    """`a, b` as its parts."""
    return [part.strip() for part in text.split(",") if part.strip()]


def entries(lines: Sequence[str]) -> list[str]:
    """The entries `- name` or `0: name`, up to the first line that is neither."""
    found = []
    for line in lines:
        text = line.partition(" #")[0].strip()
        if text.startswith("- "):
            found.append(text[2:].strip())
        elif re.match(r"\d+\s*:", text):
            found.append(text)
        elif not text.startswith("#"):
            break
    return found
