"""Windows of decoder blocks: (first, last), counted from 0, both inclusive."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from contract.errors import LayerOutOfRange

Window = tuple[int, int]

PAPER_DEPTH = 32
PAPER: tuple[Window, ...] = ((0, 9), (5, 14), (11, 20), (15, 24), (21, 31), (0, 31))


def paper_windows(depth: int) -> list[Window]:
    """The paper's six windows, stretched from 32 blocks to `depth`; early ones may coincide."""
    edges = [
        (min(scaled(first, depth), depth - 1), scaled(last + 1, depth)) for first, last in PAPER
    ]
    return [(first, max(first, end - 1)) for first, end in edges]


def scaled(edge: int, depth: int) -> int:
    """An edge between the paper's blocks in a model of `depth` blocks, rounded half up."""
    return floor(edge * depth / PAPER_DEPTH + 0.5)


def sliding_windows(width: int, depth: int) -> list[Window]:
    """Every window of `width` neighbouring blocks; raises `LayerOutOfRange`."""
    if not 1 <= width <= depth:
        raise LayerOutOfRange(
            f"A window of {width} blocks was asked for, but this model has {depth}.",
            hint=f"Choose a width from 1 to {depth}.",
        )
    return [(first, first + width - 1) for first in range(depth - width + 1)]


def own_windows(windows: Sequence[Window], depth: int) -> list[Window]:
    """`windows` as they are if the model has these blocks; raises `LayerOutOfRange`."""
    for first, last in windows:
        if not 0 <= first <= last < depth:
            raise LayerOutOfRange(
                f"The window {first} to {last} does not lie within blocks 0 to {depth - 1}.",
                hint="Give the first and the last block, counted from 0, the smaller one first.",
            )
    return list(windows)
