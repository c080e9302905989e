import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contract.numbers import integers, rounded


@given(st.floats(1e-30, 1e6) | st.floats(-1e6, -1e-30))
def test_rounding_costs_half_a_thousandth_at_most(value):
    assert abs(rounded(np.array([value]))[0] - value) <= 0.0005001 * abs(value)


@given(st.floats(1e-18, 1e6) | st.floats(-1e6, -1e-18))
def test_four_significant_digits_remain(value):
    back = rounded(np.array([value]))[0]
    assert len(json.dumps(back).strip("-").split("e")[0].replace(".", "").strip("0")) <= 4


def test_zero_one_and_shape_stay():
    assert rounded(np.array([[0.0, 1.0], [0.5, -0.25]])) == [[0.0, 1.0], [0.5, -0.25]]


def test_whole_numbers_become_plain_ones():
    assert json.dumps(integers(np.array([[1, 2]], dtype=np.int32))) == "[[1, 2]]"
