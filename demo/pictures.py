"""Labelled pictures on disk: what is where in them.

Two kinds of folder are read. One with `boxes/*.txt` (YOLO lines: class, centre and size, relative),
`images/` and `classes.yaml`, and `semantic_masks/*.png` (COCO's panoptic numbers) where it has
them; and one with `images/` and `labels.json` (file -> [name, everyday category or null]).
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from demo.parts import digest
from demo.words import STUFF, THINGS, class_names

RASTER = 256  # pixels a side of a label map
UNKNOWN = 255


@dataclass(frozen=True)
class Box:
    """A named rectangle in relative coordinates (0 to 1)."""

    name: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Share of the picture."""
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True)
class BoxedPicture:
    """A picture whose things are known with their boxes; `mask` is a panoptic map or None.

    `crowded` names classes that are there without all their boxes: none of theirs are listed.
    """

    path: Path
    boxes: tuple[Box, ...]
    mask: Path | None = None
    crowded: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """What is there, the largest first."""
        total: dict[str, float] = {}
        for box in self.boxes:
            total[box.name] = total.get(box.name, 0.0) + box.area
        return sorted(total, key=lambda name: -total[name])


@dataclass(frozen=True)
class NamedPicture:
    """A picture of one thing: its number among the tower's classes, name and everyday category."""

    path: Path
    number: int
    name: str
    category: str | None


def read_boxed(folder: Path) -> list[BoxedPicture]:
    """Every picture of the folder that has at least one box, by file name."""
    names = class_names(folder / "classes.yaml")
    pictures = []
    for path in sorted((folder / "images").iterdir()):
        labels = folder / "boxes" / f"{path.stem}.txt"
        boxes = read_boxes(labels, names) if labels.is_file() else ()
        mask = folder / "semantic_masks" / f"{path.stem}.png"
        if boxes:
            pictures.append(BoxedPicture(path, boxes, mask if mask.is_file() else None))
    return pictures


def read_boxes(path: Path, names: list[str]) -> tuple[Box, ...]:
    """The boxes of one YOLO file."""
    boxes = []
    for line in path.read_text().splitlines():
        number, x, y, width, height = line.split()
        w, h = float(width) / 2, float(height) / 2
        cx, cy = float(x), float(y)
        boxes.append(Box(names[int(number)], cx - w, cy - h, cx + w, cy + h))
    return tuple(boxes)


def read_named(folder: Path) -> list[NamedPicture]:
    """Pictures of one thing each; the order of `labels.json` is the tower's class order."""
    labels = json.loads((folder / "labels.json").read_text())
    return [
        NamedPicture(folder / "images" / file, number, name, category)
        for number, (file, (name, category)) in enumerate(sorted(labels.items()))
    ]


def label_map(picture: BoxedPicture, names: list[str]) -> NDArray[np.uint8]:
    """(RASTER, RASTER) numbers into `names`; UNKNOWN where nobody said what is there.

    Without a panoptic mask every box is painted as an ellipse, the smallest last: the corners of a
    box seldom belong to the thing.
    """
    if picture.mask is not None:
        panoptic = Image.open(picture.mask).resize((RASTER, RASTER), Image.Resampling.NEAREST)
        table = np.full(256, UNKNOWN, np.uint8)
        for number, name in (THINGS | STUFF).items():
            table[number] = names.index(name)
        painted: NDArray[np.uint8] = table[np.asarray(panoptic)]
        return painted
    canvas = Image.new("L", (RASTER, RASTER), UNKNOWN)
    pen = ImageDraw.Draw(canvas)
    for box in sorted(picture.boxes, key=lambda b: -b.area):
        corners = [round(v * RASTER) for v in (box.left, box.top, box.right, box.bottom)]
        pen.ellipse(corners, fill=names.index(box.name))
    return np.asarray(canvas, np.uint8)


def hold_out(pictures: list[BoxedPicture], share: float, seed: int) -> list[BoxedPicture]:
    """A seeded choice of pictures that training never sees."""
    count = round(len(pictures) * share)
    chosen = set(random.Random(seed).sample(range(len(pictures)), count))  # noqa: S311
    return [picture for i, picture in enumerate(pictures) if i in chosen]


def fingerprints(paths: list[Path]) -> list[str]:
    """SHA-256 of each file, sorted."""
    return sorted(digest(path) for path in paths)
