import numpy as np
import pytest

from contract.study import Thing
from studies.lens import Spec, share_of, study
from studies.methods.tables import tables_of
from tests.planted import DEPTH, FIRST_LAYER, PlantedRun
from tests.studies.pictures import answered, picture, thing

SPEC = Spec(preset="paper")


def tables(results, params=SPEC):
    return {table.name: table for table in tables_of(study, results, params, [])}


def test_the_planted_word_is_read_in_the_object_from_its_layer_on_and_nowhere_else():
    (result,) = answered(study, SPEC, PlantedRun())
    assert result.artifact.layers == list(range(DEPTH + 1))
    assert result.artifact.inside == [float(layer >= FIRST_LAYER) for layer in range(DEPTH + 1)]
    assert result.artifact.outside == [0.0] * (DEPTH + 1)


def test_a_larger_object_says_its_word_in_that_share_of_its_patches():
    (result,) = answered(study, SPEC, PlantedRun(), thing("dog", 10, 110, 190, 190))
    assert result.artifact.object == [3, 4]
    assert result.artifact.inside[FIRST_LAYER] == 0.5


def test_more_words_find_more():
    all_words = Spec(top=6)
    (result,) = answered(study, all_words, PlantedRun())
    assert result.artifact.outside == [1.0] * (DEPTH + 1)


def test_the_table_has_a_row_for_each_layer_and_the_best_one():
    results = answered(study, SPEC, PlantedRun())
    found = tables(results)
    assert [row["object"] for row in found["layers"].rows] == [0, 0, 1, 1]
    assert found["layers"].rows[2]["difference"] == 1.0
    assert [row["mean"] for row in found["best"].rows] == [1.0, FIRST_LAYER, 1.0, FIRST_LAYER]


def test_without_any_result_the_tables_are_empty():
    found = tables([])
    assert found["layers"].rows == [] and found["best"].rows == []


def test_a_word_without_a_place_is_not_judged_by_its_own_map():
    dog = Thing(word="dog")
    assert list(study.plan(picture(dog), dog, SPEC)) == []


def test_no_patch_chosen_is_a_share_of_nothing():
    hits = np.ones((2, 3), dtype=bool)
    assert share_of(hits, np.zeros(3, dtype=bool)).tolist() == [0, 0]


def test_rows_name_each_layer():
    (result,) = answered(study, SPEC, PlantedRun())
    assert list(study.item.rows(result.artifact))[FIRST_LAYER] == {
        "layer": FIRST_LAYER, "object": 1.0, "elsewhere": 0.0,
    }  # fmt: skip


def test_intervals_shrink_to_the_value_where_all_agree():
    row = tables(answered(study, SPEC, PlantedRun()) * 1)["layers"].rows[FIRST_LAYER]
    assert (row["object_low"], row["object_high"]) == (pytest.approx(1), pytest.approx(1))
