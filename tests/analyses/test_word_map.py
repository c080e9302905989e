import pytest

from analyses.word_map import Spec, analysis, compute, heatmap, rows
from contract.errors import BadParameters
from contract.figure import View
from tests.planted import CARRIER, FIRST_LAYER, PlantedRun


def test_the_map_of_dog_lights_up_at_the_carrier_alone():
    artifact = compute(PlantedRun(), Spec(words=["dog", "cat"]))
    dog = artifact.probability[0]
    assert [layer[CARRIER] for layer in dog] == [0.01, 0.01, 0.9, 0.9]
    assert all(layer[p] == 0.01 for layer in dog for p in range(6) if p != CARRIER)


def test_rank_one_is_the_strongest_word():
    artifact = compute(PlantedRun(), Spec(words=["dog"]))
    assert artifact.rank[0][FIRST_LAYER][CARRIER] == 1
    assert artifact.rank[0][0][CARRIER] == 2


def test_the_pieces_of_each_word_are_named():
    artifact = compute(PlantedRun(), Spec(words=["cat"]))
    assert artifact.words[0].model_dump() == {"text": "cat", "pieces": [" cat"]}


@pytest.mark.parametrize("words", [[], [""], ["   "], ["x" * 61], ["a"] * 17])
def test_no_word_an_empty_one_a_long_one_and_too_many_are_refused(words):
    with pytest.raises(BadParameters) as caught:
        analysis.parse({"words": words})
    assert caught.value.errors[0].loc[0] == "words"


def test_the_still_picture_keeps_one_scale_over_the_layers():
    artifact = compute(PlantedRun(), Spec(words=["dog"]))
    early, late = (heatmap(artifact, View(layer=layer)) for layer in (0, 3))
    assert early.high == late.high == 0.9
    assert late.title == "“dog”, layer 3"


def test_a_word_that_was_not_asked_for_is_refused_by_name():
    artifact = compute(PlantedRun(), Spec(words=["dog"]))
    with pytest.raises(BadParameters, match="'cat'"):
        heatmap(artifact, View(word="cat"))


def test_every_word_layer_and_patch_is_one_row():
    table = list(rows(compute(PlantedRun(), Spec(words=["dog", "cat"]))))
    assert len(table) == 2 * 4 * 6
    assert table[2 * 6 + 4]["probability"] == 0.9
