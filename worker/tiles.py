"""Pictures cut into tiles (LLaVA-NeXT and its heirs): an overview, then the unpadded tile grid.

The sequence holds the overview's patches first, then the tile grid row by row, with one newline
token after every row. Rows or columns that hold nothing but padding are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from transformers.image_processing_utils import select_best_resolution

from contract.geometry import Box, Geometry, ImageGrid
from worker.layout import Seen, expected
from worker.mapping import Canvas, fitted


@dataclass(frozen=True)
class Axis:
    """Patches along one axis of the tiled canvas, in canvas pixels: `start + i * cell`.

    A tower whose patches do not fill a tile (27 patches of 14 pixels in 384) leaves a rest at
    each tile's end, so cells are not quite even. Several tiles are drawn as even cells, at most
    half that rest away from where they are; a single tile is exact.
    """

    start: float
    cell: float
    count: int

    @classmethod
    def of(cls, tiles: int, side: int, patch: int) -> Axis:
        """`tiles` tiles of `side` pixels, cut into patches of `patch` pixels."""
        each = side // patch
        if tiles == 1:
            return cls(0.0, float(patch), each)
        return cls(-(side - each * patch) / 2, side / each, tiles * each)

    def without(self, padding: int) -> Axis:
        """The same without `padding` cells at either end."""
        return Axis(self.start + padding * self.cell, self.cell, self.count - 2 * padding)

    @property
    def end(self) -> float:
        """Where the last cell ends."""
        return self.start + self.count * self.cell


def tiled(seen: Seen, most: int | None = None) -> Geometry:
    """Both grids of a tiled picture; the tile grid, which is finer, is the primary one.

    With `most`, a grid of clearly more than that many tiles' patches is shrunk to it.
    """
    side, patch = seen.pixels[-1], seen.config.vision_config.patch_size
    height, width = select_best_resolution(
        (seen.height, seen.width), seen.processor.image_processor.image_grid_pinpoints
    )
    canvas = fitted(Canvas(seen.width, seen.height), width, height)
    down, across = Axis.of(height // side, side, patch), Axis.of(width // side, side, patch)
    down, across = unpadded(down, across, seen)
    each = side // patch
    rows, cols = shrunk(down.count, across.count, each, most)
    overview = each * each
    expected(overview + rows * (cols + 1), len(seen.positions), f"{rows} x {cols} patches")
    area = Box(left=across.start, top=down.start, right=across.end, bottom=down.end)
    tiles = ImageGrid(
        name="tiles",
        rows=rows,
        cols=cols,
        box=canvas.original(area),
        positions=without_newlines(seen.positions[overview:], cols),
    )
    cut = f"cut into {height // side} x {width // side} tiles of {side} x {side}"
    steps = [*canvas.steps, cut, f"and once more whole, resized to {side} x {side}"]
    grids = [tiles, whole(seen, side, each, each * patch)]
    return Geometry(width=seen.width, height=seen.height, steps=steps, grids=grids)


def whole(seen: Seen, side: int, each: int, covered: int) -> ImageGrid:
    """The overview: the picture squeezed to a square of `side`, of which `covered` is seen."""
    canvas = Canvas(seen.width, seen.height).resized(side, side)
    return ImageGrid(
        name="overview",
        rows=each,
        cols=each,
        box=canvas.original(Box(left=0, top=0, right=covered, bottom=covered)),
        positions=list(seen.positions[: each * each]),
    )


def unpadded(down: Axis, across: Axis, seen: Seen) -> tuple[Axis, Axis]:
    """Both axes without padding, counted as `transformers` counts it (`unpad_image`)."""
    if seen.width / seen.height > across.count / down.count:
        used = int(round(seen.height * (across.count / seen.width), 7))
        return down.without((down.count - used) // 2), across
    used = int(round(seen.width * (down.count / seen.height), 7))
    return down, across.without((across.count - used) // 2)


def shrunk(rows: int, cols: int, each: int, most: int | None) -> tuple[int, int]:
    """Rows and columns after the model's own shrinking to about `most` tiles."""
    ratio = 1.0 if most is None else math.sqrt(rows * cols / (most * each**2))
    return (rows, cols) if ratio <= 1.1 else (int(rows // ratio), int(cols // ratio))


def without_newlines(positions: Sequence[int], cols: int) -> list[int]:
    """Positions of patches: every row's last token is a newline."""
    return [position for i, position in enumerate(positions) if i % (cols + 1) != cols]
