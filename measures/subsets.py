"""Which patches: sets of patch numbers row * cols + col, always sorted and without repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from contract.errors import PatchLensError
from contract.geometry import Box, ImageGrid
from contract.interventions import Floats

Point = tuple[float, float]
Patches = tuple[int, ...]

NOTHING = 1e-9  # an overlap below this, relative to a patch, is rounding


class NoSuchPatch(PatchLensError):
    """The picture has no such patch."""

    hint = "Patches are numbered row * cols + col, from 0."


class NothingSelected(PatchLensError):
    """No patch is selected."""

    hint = "Select at least one patch."


def checked(patches: Iterable[int], total: int) -> Patches:
    """`patches` in order and without repeats; raises `NoSuchPatch`."""
    chosen = tuple(sorted(set(patches)))
    for patch in chosen:
        if not 0 <= patch < total:
            raise NoSuchPatch(f"Patch {patch} was chosen, but there are patches 0 to {total - 1}.")
    return chosen


def grown(patches: Sequence[int], rows: int, cols: int, buffer: int) -> Patches:
    """`patches` and every patch within `buffer` steps to one of their 8 neighbours."""
    steps = range(-buffer, buffer + 1)
    found = {
        (patch // cols + down) * cols + patch % cols + right
        for patch in patches
        for down in steps
        for right in steps
        if 0 <= patch // cols + down < rows and 0 <= patch % cols + right < cols
    }
    return tuple(sorted(found))


def complement(patches: Sequence[int], total: int) -> Patches:
    """Every patch of 0 to `total` - 1 that is not in `patches`."""
    return tuple(sorted(set(range(total)) - set(patches)))


def registers(embeddings: Floats) -> Patches:
    """Patches whose embedding's L2 norm is above the mean + 2 population standard deviations.

    `embeddings`: (patches, width). May be none.
    """
    norms = np.linalg.norm(embeddings.astype(np.float64), axis=1)
    return tuple(np.flatnonzero(norms > norms.mean() + 2 * norms.std()).tolist())


def random_patches(count: int, total: int, seed: int, draw: int = 0) -> Patches:
    """`count` different patches of `total`, all equally likely; each `draw` is another one."""
    random = np.random.default_rng((seed, draw))
    return tuple(sorted(random.choice(total, size=min(count, total), replace=False).tolist()))


def strongest(values: Sequence[float] | Floats, count: int) -> Patches:
    """The `count` patches with the highest values; of equal ones the first."""
    order = np.argsort(-np.asarray(values, dtype=np.float64), kind="stable")
    return tuple(sorted(order[:count].tolist()))


def inside_box(box: Box, grid: ImageGrid) -> Patches:
    """Every patch that `box` (original pixels) overlaps by more than nothing."""
    corners = [(box.left, box.top), (box.right, box.top),
               (box.right, box.bottom), (box.left, box.bottom)]  # fmt: skip
    return inside_polygon(corners, grid)


def inside_polygon(points: Sequence[Point], grid: ImageGrid) -> Patches:
    """Every patch that a polygon of (x, y) in original pixels overlaps by more than nothing.

    The polygon is clipped to each patch (Sutherland and Hodgman 1974), first to rows, then to
    patches; the area that is left decides.
    """
    box = grid.box
    across, down = grid.cols / (box.right - box.left), grid.rows / (box.bottom - box.top)
    shape = np.array([((x - box.left) * across, (y - box.top) * down) for x, y in points])
    bands = (between(shape, 1, row, row + 1) for row in range(grid.rows))
    return tuple(
        row * grid.cols + col
        for row, band in enumerate(bands)
        for col in (range(grid.cols) if len(band) else ())
        if area(between(band, 0, col, col + 1)) > NOTHING
    )


def between(shape: np.ndarray, axis: int, low: float, high: float) -> np.ndarray:
    """The part of a polygon (n, 2) with `low` <= coordinate `axis` <= `high`."""
    return beyond(beyond(shape, axis, low, 1.0), axis, high, -1.0)


def beyond(shape: np.ndarray, axis: int, edge: float, sign: float) -> np.ndarray:
    """The part of a polygon on one side of a line; new corners where it is crossed."""
    if not len(shape):
        return shape
    ends = np.roll(shape, -1, axis=0)
    here, there = sign * (shape[:, axis] - edge), sign * (ends[:, axis] - edge)
    crossed = here * there < 0
    share = np.divide(here, here - there, out=np.zeros_like(here), where=crossed)
    crossings = shape + share[:, None] * (ends - shape)
    # Each corner is followed by the crossing on its way to the next one.
    pairs = np.stack([shape, crossings], axis=1).reshape(-1, 2)
    kept: np.ndarray = pairs[np.stack([here >= 0, crossed], axis=1).ravel()]
    return kept


def area(shape: np.ndarray) -> float:
    """The area of a polygon (n, 2), without its sign (the shoelace formula)."""
    x, y = shape.reshape(-1, 2).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
