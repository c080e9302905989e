import csv
import io

import pytest

from analyses.logit_lens import Spec, analysis, compute, heatmap, rows
from contract.errors import BadParameters, LayerOutOfRange
from contract.figure import View
from contract.model_run import ModelRun
from tests.planted import CARRIER, COLS, DEPTH, DOG, FIRST_LAYER, THE, PlantedRun


def test_the_planted_run_keeps_the_port_s_promise():
    run: ModelRun = PlantedRun()
    assert run.depth == DEPTH


def test_the_carrier_says_dog_from_its_layer_on_and_nobody_else_does():
    artifact = compute(PlantedRun(), Spec(k=2))
    first = [[patch[0] for patch in layer] for layer in artifact.top_ids]
    expected = [
        [DOG if layer >= FIRST_LAYER and patch == CARRIER else THE for patch in range(6)]
        for layer in range(DEPTH + 1)
    ]
    assert first == expected
    assert artifact.layers == [0, 1, 2, 3]
    assert artifact.top_probabilities[FIRST_LAYER][CARRIER][0] == 0.9


def test_the_vocabulary_holds_exactly_the_words_that_occur():
    artifact = compute(PlantedRun(), Spec(k=1))
    assert artifact.vocabulary == {str(THE): " the", str(DOG): " dog"}


def test_only_the_layers_asked_for_come_back_in_order_and_once():
    assert compute(PlantedRun(), Spec(layers=[3, 0, 3])).layers == [0, 3]


def test_a_layer_too_deep_is_refused_with_the_range():
    with pytest.raises(LayerOutOfRange, match=r"Layer 4 .* 0 to 3"):
        compute(PlantedRun(), Spec(layers=[4]))


def test_a_wrong_parameter_is_named():
    with pytest.raises(BadParameters) as caught:
        analysis.parse({"k": 0, "colour": "red"})
    assert [field.loc for field in caught.value.errors] == [["k"], ["colour"]]


def test_the_embedding_lens_says_that_its_values_are_cosines():
    assert compute(PlantedRun(), Spec(lens="embedding")).unit == "cosine"


def test_the_answer_is_reported_before_the_layers_are_read():
    run = PlantedRun()
    compute(run, Spec())
    assert run.stages == [("reading the layers", 0.3)]


def test_the_still_picture_shows_the_strongest_value_of_the_layer_in_view():
    picture = heatmap(compute(PlantedRun(), Spec()), View(layer=FIRST_LAYER))
    assert picture.values[CARRIER // COLS][CARRIER % COLS] == 0.9
    assert picture.values[0][0] == 0.95


def test_every_layer_patch_and_place_is_one_row_and_survives_csv():
    artifact = compute(PlantedRun(), Spec(k=6))
    table = list(rows(artifact))
    assert len(table) == 4 * 6 * 6
    file = io.StringIO()
    writer = csv.DictWriter(file, table[0])
    writer.writeheader()
    writer.writerows(table)
    back = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert {row["word"] for row in back} == {" the", " dog", " cat", "\n", "</script>", "="}
