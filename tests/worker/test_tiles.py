"""Tile grids: cells, padding and newline tokens."""

from __future__ import annotations

from worker.tiles import Axis, shrunk, without_newlines


def test_newlines_are_not_patches() -> None:
    assert without_newlines(range(100, 108), cols=3) == [100, 101, 102, 104, 105, 106]


def test_cells_of_a_tower_that_fills_its_tiles_are_exact() -> None:
    axis = Axis.of(tiles=2, side=336, patch=14)
    assert (axis.start, axis.cell, axis.count, axis.end) == (0, 14, 48, 672)


def test_even_cells_are_at_most_half_the_rest_away_from_the_truth() -> None:
    axis = Axis.of(tiles=3, side=384, patch=14)
    for i in range(axis.count):
        true = (i // 27) * 384 + (i % 27) * 14 + 7
        drawn = axis.start + (i + 0.5) * axis.cell
        assert abs(true - drawn) <= 3.2


def test_padding_is_taken_from_both_ends() -> None:
    axis = Axis.of(tiles=1, side=336, patch=14).without(4)
    assert (axis.start, axis.end, axis.count) == (56, 280, 16)


def test_only_clearly_too_many_patches_are_shrunk() -> None:
    assert shrunk(54, 54, each=27, most=4) == (54, 54)
    assert shrunk(81, 81, each=27, most=4) == (54, 54)
    assert shrunk(81, 81, each=27, most=None) == (81, 81)
