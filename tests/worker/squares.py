"""Paint a square where a patch should be, and look which patches the model finds red."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from contract.geometry import ImageGrid
from tests.worker.checkpoints import BLUE, RED, job_for, png

SHAPES = [(400, 300), (300, 500), (336, 336), (800, 200), (200, 800), (10, 8), (3, 5)]


def opened(engine: Any, picture: Image.Image) -> Any:
    """The run of a picture, never a warm one."""
    engine.warm.clear()
    return engine.open(job_for(engine.card), png(picture), lambda progress: None)


def painted(grid: ImageGrid, patch: int, width: int, height: int) -> Image.Image:
    """A blue picture, red where `patch` lies; at least one pixel, whole pixels only."""
    box = grid.patch_box(patch)
    picture = Image.new("RGB", (width, height), BLUE)
    left, top = (
        min(max(int(v + 0.5), 0), m - 1) for v, m in ((box.left, width), (box.top, height))
    )
    right, bottom = max(int(box.right + 0.5), left + 1), max(int(box.bottom + 0.5), top + 1)
    picture.paste(RED, (left, top, right, bottom))
    return picture


def redness(run: Any, layer: int) -> NDArray[np.float32]:
    """How much of a planted model's signal at each patch (patches,) is red's, 0 to 1."""
    signal = np.abs(run.hidden([layer], run.geometry.grids[0].positions)[0, :, :2])
    share: NDArray[np.float32] = signal[:, 0] / (signal.sum(1) + 1e-6)
    return share


def inside(grid: ImageGrid, picture: Image.Image) -> tuple[set[int], set[int]]:
    """Patches whose middle is surely red, and those surely not, a pixel's blur aside."""
    red = np.asarray(picture)[..., 0] > 0
    rows, cols = np.nonzero(red)
    left, right, top, bottom = cols.min(), cols.max() + 1, rows.min(), rows.max() + 1
    sure, never = set(), set()
    for patch in range(grid.rows * grid.cols):
        box = grid.patch_box(patch)
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        blur_x, blur_y = max(0.25, (box.right - box.left)), max(0.25, (box.bottom - box.top))
        if left + 0.25 <= x <= right - 0.25 and top + 0.25 <= y <= bottom - 0.25:
            sure.add(patch)
        if not (left - blur_x < x < right + blur_x and top - blur_y < y < bottom + blur_y):
            never.add(patch)
    return sure, never


def some_patches(grid: ImageGrid) -> Sequence[int]:
    """A corner, the middle and the last row."""
    last = grid.rows * grid.cols - 1
    return [0, last // 2 + grid.cols // 2, last - grid.cols // 3]


def assert_squares_are_found(engine: Any, width: int, height: int) -> None:
    """Paint several patches, one after the other; each must be found, and nothing else."""
    grid = opened(engine, Image.new("RGB", (width, height), BLUE)).geometry.grids[0]
    for patch in some_patches(grid):
        picture = painted(grid, patch, width, height)
        sure, never = inside(grid, picture)
        run = opened(engine, picture)
        assert run.geometry.grids[0] == grid
        values = redness(run, run.depth)
        assert all(values[p] < 0.5 for p in never), (patch, width, height)
        small = min(width, height) < grid.rows
        if small:
            assert all(values[p] > 0.5 for p in sure if p not in edge_of(sure, grid)), patch
        else:
            assert int(values.argmax()) == patch, (patch, int(values.argmax()))


def edge_of(patches: set[int], grid: ImageGrid) -> set[int]:
    """Those that have a neighbour outside."""
    near = (
        -grid.cols - 1,
        -grid.cols,
        -grid.cols + 1,
        -1,
        1,
        grid.cols - 1,
        grid.cols,
        grid.cols + 1,
    )
    return {p for p in patches if any(p + step not in patches for step in near)}
