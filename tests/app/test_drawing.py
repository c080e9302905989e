import io

import numpy as np
from PIL import Image

from app.drawing import Caption, heatmap_png, printable
from contract.figure import Heatmap
from contract.geometry import Box
from tests.app.files import saved

GREY = saved(Image.new("RGB", (400, 200), (128, 128, 128)), "PNG")
CAPTION = Caption("Title", ("line",))


def drawn(heatmap: Heatmap | None, box: Box | None) -> np.ndarray:
    png = heatmap_png(GREY, heatmap, box, CAPTION)
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (1200, 630)
    return np.asarray(picture.convert("RGB"), float)


def test_each_patch_takes_its_colour_in_its_own_box():
    """The picture stands at x 32..598, y 173..456: 1.415 drawn pixels for each of its own."""
    heatmap = Heatmap(values=[[0, 1], [1, 0]], title="t", unit="u", low=0, high=1)
    page = drawn(heatmap, Box(left=0, top=0, right=400, bottom=200))
    high, low = page[200, 560], page[200, 60]
    np.testing.assert_array_equal(page[430, 60], high)
    np.testing.assert_array_equal(page[430, 560], low)
    assert high[1] > low[1] + 80
    edge = np.abs(np.diff(page[200, 40:590, 1])).argmax() + 40
    assert abs(edge - 315) <= 1


def test_pixels_the_model_did_not_see_are_greyed():
    heatmap = Heatmap(values=[[1.0]], title="t", unit="u", low=0, high=1)
    page = drawn(heatmap, Box(left=100, top=0, right=300, bottom=200))
    for outside in (page[300, 60], page[300, 570]):
        assert outside[0] == outside[1] == outside[2]
    assert page[300, 315][0] > page[300, 315][2] + 60


def test_a_padded_grid_reaches_beyond_the_picture():
    heatmap = Heatmap(values=[[1, 1], [0, 0]], title="t", unit="u", low=0, high=1)
    page = drawn(heatmap, Box(left=0, top=-100, right=400, bottom=300))
    middle = (173 + 456) // 2
    assert page[middle - 20, 300][1] > page[middle + 20, 300][1] + 80


def test_values_that_are_no_numbers_count_as_the_lowest():
    values = [[float("nan"), 0.0]]
    page = drawn(Heatmap(values=values, title="t", unit="u", low=0, high=1), None)
    np.testing.assert_array_equal(page[300, 60], page[300, 560])


def test_without_a_map_the_picture_stays_as_it_is():
    assert (drawn(None, None)[300, 300] == 128).all()


def test_long_and_hostile_words_stay_on_the_page():
    caption = Caption("word " * 200 + "\u202e\x07<b>", ("x" * 5000, "猫" * 40))
    png = heatmap_png(GREY, None, None, caption)
    page = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert (page[:, 1192:] == 255).all() and (page[620:] == 255).all()
    assert printable("a\n\tb\x07") == "a b�"
