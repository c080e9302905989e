"""What the tower sees in many crops of every training picture, computed once and kept in a file.

The tower is not trained, so its features can be cached; scenes are then put together out of them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageEnhance, ImageOps
from torch import Tensor

from demo.pictures import RASTER, UNKNOWN, BoxedPicture, NamedPicture, label_map
from demo.tower import EfficientNetLiteTower

PATCH = 32
FINE = 4  # label cells per patch side
Crop = tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """A crop of a picture: relative corners, mirrored or not, and the grid it becomes."""

    crop: Crop = (0.0, 0.0, 1.0, 1.0)
    mirrored: bool = False
    grid: int = 16
    brightness: float = 1.0
    colour: float = 1.0

    def pixels(self, picture: Image.Image) -> Tensor:
        """(3, 32 grid, 32 grid) as the tower wants it."""
        w, h = picture.size
        left, top, right, bottom = self.crop
        side = self.grid * PATCH
        out = picture.resize(
            (side, side), Image.Resampling.BICUBIC, (left * w, top * h, right * w, bottom * h)
        )
        if self.mirrored:
            out = ImageOps.mirror(out)
        out = ImageEnhance.Brightness(out).enhance(self.brightness)
        out = ImageEnhance.Color(out).enhance(self.colour)
        return torch.from_numpy((np.asarray(out, np.float32) - 127) / 128).permute(2, 0, 1)

    def labels(self, raster: np.ndarray) -> Tensor:
        """(grid, grid, FINE * FINE) label numbers of the cells of each patch."""
        cells = self.grid * FINE
        left, top, right, bottom = self.crop
        at = (np.arange(cells) + 0.5) / cells
        rows = ((top + at * (bottom - top)) * RASTER).astype(int).clip(0, RASTER - 1)
        columns = ((left + at * (right - left)) * RASTER).astype(int).clip(0, RASTER - 1)
        fine = raster[rows][:, columns]
        if self.mirrored:
            fine = fine[:, ::-1]
        blocks = fine.reshape(self.grid, FINE, self.grid, FINE).transpose(0, 2, 1, 3)
        return torch.from_numpy(blocks.reshape(self.grid, self.grid, FINE * FINE).copy())


def random_view(chance: random.Random, grid: int, smallest: float, aspect: float) -> View:
    """A crop of at least `smallest` of each side's length, stretched by up to `aspect`."""
    size = chance.uniform(smallest, 1.0)
    stretch = chance.uniform(1 / aspect, aspect) ** 0.5
    w, h = min(1.0, size * stretch), min(1.0, size / stretch)
    left, top = chance.uniform(0, 1 - w), chance.uniform(0, 1 - h)
    return View(
        (left, top, left + w, top + h),
        chance.random() < 0.5,
        grid,
        chance.uniform(0.75, 1.25),
        chance.uniform(0.6, 1.3),
    )


def boxed_views(chance: random.Random, count: int) -> list[View]:
    """The whole picture, its mirror image, and crops."""
    crops = [random_view(chance, 16, 0.4, 1.5) for _ in range(max(0, count - 2))]
    return [View(), View(mirrored=True), *crops][:count]


def named_views(chance: random.Random, grids: tuple[int, ...]) -> list[View]:
    """One crop for each grid size."""
    return [random_view(chance, grid, 0.6, 1.4) for grid in grids]


@dataclass
class Seen:
    """One view of one picture: features, labels and where it came from.

    `features` (grid, grid, channels) bf16; `labels` (grid, grid, cells) numbers into the words,
    UNKNOWN where not known; `picture` the picture's index in its list.
    """

    picture: int
    view: View
    features: Tensor
    labels: Tensor


def see(tower: EfficientNetLiteTower, pixels: Tensor) -> Tensor:
    """(batch, 3, h, w) -> (batch, h/32, w/32, channels) in the tower's own precision."""
    with torch.inference_mode():
        tokens = tower(pixels).last_hidden_state
    rows, columns = pixels.shape[-2] // PATCH, pixels.shape[-1] // PATCH
    seen: Tensor = tokens.unflatten(1, (rows, columns)).clone()
    return seen


def see_boxed(
    tower: EfficientNetLiteTower,
    pictures: list[BoxedPicture],
    words: list[str],
    views: int,
    seed: int,
) -> Iterator[Seen]:
    """Views of pictures with boxes, with the labels of every patch's cells."""
    chance = random.Random(seed)  # noqa: S311 (a game of chance, no secret)
    for index, picture in enumerate(pictures):
        with Image.open(picture.path) as file:
            image = file.convert("RGB")
        raster = label_map(picture, words)
        for view in boxed_views(chance, views):
            features = see(tower, view.pixels(image)[None])[0]
            yield Seen(index, view, features, view.labels(raster))


def see_named(
    tower: EfficientNetLiteTower,
    classifier: torch.nn.Linear,
    pictures: list[NamedPicture],
    grids: tuple[int, ...],
    seed: int,
    rank: int = 12,
) -> Iterator[Seen]:
    """Views of pictures of one thing; a patch belongs to it (label 0, else UNKNOWN) where the
    tower's own classifier puts the thing among its first `rank` classes.
    """
    chance = random.Random(seed)  # noqa: S311 (a game of chance, no secret)
    for index, picture in enumerate(pictures):
        with Image.open(picture.path) as file:
            image = file.convert("RGB")
        for view in named_views(chance, grids):
            features = see(tower, view.pixels(image)[None])[0]
            with torch.inference_mode():
                scores = classifier(features.float())
            better = (scores > scores[..., picture.number, None]).sum(-1)
            labels = torch.where(better < rank, 0, UNKNOWN).to(torch.uint8)
            yield Seen(index, view, features, labels[..., None])


def cached(path: Path, views: Iterator[Seen]) -> list[Seen]:
    """The views, from the file where it exists; else computed and written there."""
    if path.is_file():
        loaded: list[Seen] = torch.load(path, weights_only=False)
        return loaded
    seen = list(views)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    torch.save(seen, partial)
    partial.replace(path)
    return seen
