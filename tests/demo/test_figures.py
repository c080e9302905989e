"""Figures with a known answer."""

import math
import re

import numpy as np
import pytest

from demo.figures import best_layer, bootstrap, counts, interval, macro, measures, table
from demo.observation import Seen


def planted() -> list[Seen]:
    """Two pictures: the lens is right at layer 2 only."""
    dog = Seen(True, [np.array([0.5, 0.6, 0.9])], {"dog": np.array([0, 0.1, 0.8])},
               {"dog": np.array([0, 0.1, 0.1])}, [True, True], [True], [False],
               [True], [False], [True, False])  # fmt: skip
    cat = Seen(False, [np.array([0.5, 0.4, 0.7])], {"cat": np.array([0, 0.1, 0.4])},
               {"cat": np.array([0, 0.1, 0.0])}, [True, False], [], [],
               [], [], [False, False])  # fmt: skip
    return [dog, cat]


def test_the_best_layer_is_found() -> None:
    assert best_layer(planted()) == 2


def test_the_table_holds_the_planted_figures() -> None:
    found = list(measures(planted(), 2).values())
    assert found == pytest.approx([0.5, 0.75, 0.8, 0.6, 0.05, 1.0, 0.0, 1.0, 0.0, 0.25])
    shown = table(planted())
    for name, value in measures(planted(), 2).items():
        assert re.search(rf"^{re.escape(name)} +{value:.3f} ", shown, re.MULTILINE)


def test_the_table_says_on_how_much_it_rests() -> None:
    assert counts(planted()) == (
        "2 pictures, 2 objects of 2 to 60 %, 4 yes/no questions, 1 ablations, "
        "1 pictures of one dominant thing, 4 questions about pairs"
    )
    assert table(planted()).startswith(counts(planted()))


def test_classes_count_alike_however_many_pictures_they_have() -> None:
    dog, cat = planted()
    assert macro([dog, dog, dog, cat], "inside")[2] == pytest.approx(0.6)


def test_intervals_hold_the_value() -> None:
    low, high = bootstrap(planted(), 2)["yes/no accuracy"]
    assert low <= 0.75 <= high


def test_an_interval_is_that_of_the_draws_where_something_was_measured() -> None:
    assert interval([*map(float, range(101)), float("nan")]) == (2.5, 97.5)
    assert all(math.isnan(end) for end in interval([float("nan")] * 3))


def test_what_could_not_be_measured_is_not_a_figure() -> None:
    seen = planted()
    for each in seen:
        each.sided = []
    assert math.isnan(measures(seen, 2)["left and right told apart"])
    assert re.search(r"told apart +nan +\[nan, nan\]", table(seen))
