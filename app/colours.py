"""Colour scales that colour-blind readers can tell apart, as tables of 256 colours.

Sequential is viridis, diverging is ColorBrewer's RdBu turned so that blue is negative; both are
interpolated between published anchor colours.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Scale = Literal["sequential", "diverging"]

ANCHORS: dict[Scale, tuple[str, ...]] = {
    "sequential": (
        "440154", "48186a", "472d7b", "424086", "3b528b", "33638d", "2c728e", "26828e", "21918c",
        "1fa088", "28ae80", "3fbc73", "5ec962", "84d44b", "addc30", "d8e219", "fde725",
    ),
    "diverging": (
        "053061", "2166ac", "4393c3", "92c5de", "d1e5f0", "f7f7f7",
        "fddbc7", "f4a582", "d6604d", "b2182b", "67001f",
    ),
}  # fmt: skip


@cache
def table(scale: Scale) -> NDArray[np.uint8]:
    """(256, 3) colours from low to high."""
    anchors = np.array([list(bytes.fromhex(anchor)) for anchor in ANCHORS[scale]], float)
    places = np.linspace(0, len(anchors) - 1, 256)
    columns = [np.interp(places, range(len(anchors)), anchors[:, band]) for band in range(3)]
    colours: NDArray[np.uint8] = np.rint(np.stack(columns, axis=1)).astype(np.uint8)
    return colours


def coloured(
    values: NDArray[np.float64], low: float, high: float, scale: Scale
) -> NDArray[np.uint8]:
    """Colours of `values`, shape (..., 3); what lies outside [low, high] takes the end's colour."""
    span = high - low if high > low else 1.0
    places = np.clip((np.nan_to_num(values, nan=low) - low) / span, 0, 1)
    colours: NDArray[np.uint8] = table(scale)[np.rint(places * 255).astype(int)]
    return colours
