import numpy as np
import pytest

from measures.intervals import bootstrap_mean, p_value, wilson


def test_the_p_value_counts_the_draws_that_are_as_low():
    assert p_value(-5.0, [-1.0, -2.0, -6.0, -5.0]) == pytest.approx(3 / 5)


def test_a_region_that_no_draw_matches_has_the_smallest_p_value():
    assert p_value(-9.0, [-1.0] * 19) == pytest.approx(0.05)


def test_no_effect_is_never_significant():
    assert p_value(-0.1, [-0.1] * 20) == 1


def test_wilson_agrees_with_the_textbook():
    # Newcombe 1998, table I: 81 of 263 and 15 of 148; 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_wilson_stays_within_a_share_and_knows_nothing_from_nothing():
    assert wilson(5, 5)[1] == 1
    assert wilson(0, 0) == (0, 1)


def test_the_bootstrap_is_seeded():
    values = np.random.default_rng(0).normal(size=40).tolist()
    assert bootstrap_mean(values, seed=1) == bootstrap_mean(values, seed=1)
    assert bootstrap_mean(values, seed=1) != bootstrap_mean(values, seed=2)


def test_the_bootstrap_is_near_the_normal_interval_of_a_mean():
    values = np.random.default_rng(0).normal(3, 2, size=400)
    low, high = bootstrap_mean(values.tolist())
    reach = 1.96 * values.std() / 20
    assert low == pytest.approx(values.mean() - reach, abs=0.05)
    assert high == pytest.approx(values.mean() + reach, abs=0.05)


def test_equal_values_leave_no_doubt():
    assert bootstrap_mean([2.0, 2.0, 2.0]) == (2, 2)
