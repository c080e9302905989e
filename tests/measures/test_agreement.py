from math import sqrt

import pytest

from measures.agreement import rank_correlation, rank_correlations, ranks


def test_equal_values_share_their_mean_rank():
    assert ranks([10, 30, 10, 20]).tolist() == [1.5, 4, 1.5, 3]


def test_order_counts_and_distance_does_not():
    assert rank_correlation([1, 2, 3], [1, 100, 1000]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3], [9, 4, 1]) == pytest.approx(-1)


def test_without_ties_it_is_the_textbook_formula():
    # Differences of ranks 1, 1, 0, 1, 1: 1 - 6 * 4 / (5 * 24) = 0.8
    assert rank_correlation([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]) == pytest.approx(0.8)


def test_with_ties_it_is_the_correlation_of_shared_ranks():
    # Ranks 1.5 1.5 3 4 and 1 2 3.5 3.5: products 1.5 + .5 + .5 + 1.5 = 4, squares 4.5 and 4.5
    assert rank_correlation([1, 1, 2, 3], [1, 2, 3, 3]) == pytest.approx(4 / sqrt(4.5 * 4.5))


def test_a_flat_map_orders_nothing():
    assert rank_correlation([1, 1, 1], [1, 2, 3]) is None
    assert rank_correlation([1, 2, 3], [1, 1, 1]) is None


def test_the_table_is_symmetric_and_one_with_itself():
    table = rank_correlations([[1, 2, 3], [3, 1, 2], [5, 5, 5]])
    assert table[0][1] == table[1][0] == pytest.approx(-0.5)
    assert table[0][0] == pytest.approx(1)
    assert table[2] == [None, None, None]
