import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from measures.selections import Rule, by_hand, chosen
from measures.subsets import NoSuchPatch
from tests.planted import CARRIER, REGISTER, PlantedRun

RULE = TypeAdapter(Rule)


def pick(seed=0, **rule):
    magnitudes = np.array([0, 1, 5, 2, 0, 0], dtype=np.float32)
    return chosen(RULE.validate_python(rule), PlantedRun(), lambda: magnitudes, seed)


def test_a_word_picks_the_patch_that_says_it():
    assert pick(kind="word", word="dog", count=1) == (CARRIER,)
    assert len(pick(kind="word", word="dog", count=3)) == 3


def test_at_a_layer_where_nobody_says_it_the_first_patches_stand_in():
    assert pick(kind="word", word="dog", layer=0, count=1) == (0,)


def test_shapes_pick_what_lies_under_them():
    assert pick(kind="box", box=[110, 110, 190, 190]) == (CARRIER,)
    assert pick(kind="box", box=[90, 110, 190, 190]) == (3, 4)
    assert pick(kind="polygon", points=[[110, 110], [190, 110], [150, 190]]) == (CARRIER,)


def test_registers_are_picked_by_their_length():
    assert pick(kind="register") == (REGISTER,)


def test_the_gradient_picks_the_highest():
    assert pick(kind="gradient", count=2) == (2, 3)


def test_chance_is_seeded():
    draws = {pick(seed, kind="random", count=2) for seed in range(20)}
    assert pick(7, kind="random", count=2) in draws
    assert len(draws) > 5


def test_a_patch_chosen_by_hand_must_be_there():
    assert by_hand([5, 1, 1], PlantedRun()) == (1, 5)
    with pytest.raises(NoSuchPatch):
        by_hand([-1], PlantedRun())


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "star"},
        {"kind": "random"},
        {"kind": "random", "count": 0},
        {"kind": "word", "word": " ", "count": 1},
        {"kind": "box", "box": [1, 2, 3]},
        {"kind": "box", "box": [1, 2, 3, float("inf")]},
        {"kind": "polygon", "points": [[1, 2], [3, 4]]},
        {"kind": "register", "count": 3},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule):
    with pytest.raises(ValidationError):
        RULE.validate_python(rule)
