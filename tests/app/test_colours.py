import numpy as np
import pytest

from app.colours import coloured, table


def lightness(colours: np.ndarray) -> np.ndarray:
    return colours.astype(float) @ [0.2126, 0.7152, 0.0722]


def test_sequential_grows_lighter_all_the_way():
    assert (np.diff(lightness(table("sequential"))) > -0.5).all()
    assert table("sequential").shape == (256, 3)
    assert table("sequential")[0].tolist() == [0x44, 0x01, 0x54]
    assert table("sequential")[-1].tolist() == [0xFD, 0xE7, 0x25]


def test_diverging_is_lightest_in_the_middle_blue_below_and_red_above():
    scale = table("diverging")
    assert lightness(scale).argmax() in {127, 128}
    assert scale[40, 2] > scale[40, 0] and scale[215, 0] > scale[215, 2]


@pytest.mark.parametrize(("value", "place"), [(-5, 0), (0, 0), (5, 128), (10, 255), (99, 255)])
def test_values_outside_the_range_take_the_ends_colour(value, place):
    colour = coloured(np.array([float(value)]), 0, 10, "sequential")[0]
    np.testing.assert_array_equal(colour, table("sequential")[place])


def test_a_map_of_one_value_is_drawn_at_the_low_end():
    assert (coloured(np.full((2, 2), 3.0), 3, 3, "sequential") == table("sequential")[0]).all()
