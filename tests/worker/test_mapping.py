"""The way back from a processor's canvas to original pixels."""

from __future__ import annotations

import numpy as np
import pytest
from transformers.image_transforms import center_crop

from contract.geometry import Box
from worker.mapping import Canvas, edge, fitted, resized_as


def test_a_stretched_picture_maps_back_to_itself() -> None:
    assert Canvas(400, 300).resized(512, 512).whole() == Box(left=0, top=0, right=400, bottom=300)


def test_what_a_crop_cuts_off_is_outside_the_box() -> None:
    canvas = resized_as(Canvas(400, 300), {"shortest_edge": 336}).centred(336, 336)
    box = canvas.whole()
    assert (box.left, box.right) == pytest.approx((50, 350))
    assert (box.top, box.bottom) == pytest.approx((0, 300))


def test_padding_reaches_beyond_the_picture() -> None:
    box = Canvas(100, 60).padded(100, 100).whole()
    assert (box.top, box.bottom) == (-20, 80)


@pytest.mark.parametrize(("have", "want"), [(449, 336), (448, 336), (5, 8), (6, 9), (7, 7)])
def test_the_odd_pixel_falls_where_the_framework_lets_it_fall(have: int, want: int) -> None:
    columns = np.tile(np.arange(1, have + 1), (have, 1))[None]
    cut = center_crop(columns, (want, want), input_data_format="channels_first")[0, want // 2]
    canvas = Canvas(have, have).centred(want, want)
    column = int(np.flatnonzero(cut)[0])
    assert canvas.original(Box(left=column, top=0, right=0, bottom=0)).left == cut[column] - 1


def test_fitting_keeps_proportions_and_centres() -> None:
    canvas = fitted(Canvas(800, 200), 1008, 336)
    assert canvas.steps[0] == "resized to 1008 x 252"
    box = canvas.whole()
    assert (box.top, box.bottom) == pytest.approx((-42 * 800 / 1008, 200 + 42 * 800 / 1008))


def test_an_unknown_way_of_resizing_is_refused() -> None:
    with pytest.raises(ValueError, match="longest_edge"):
        resized_as(Canvas(4, 4), {"longest_edge": 9})
    assert edge({"longest_edge": 9}, "height") is None
