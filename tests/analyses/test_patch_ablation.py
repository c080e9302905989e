import pytest

from analyses.patch_ablation import analysis, compute, heatmap, rows
from contract.errors import BadParameters
from contract.figure import View
from tests.planted import CARRIER, PATCH_COST, SURE, PlantedRun


def ablated(run=None, **params):
    return compute(run or PlantedRun(), analysis.parse({"token": 1, **params}))


@pytest.mark.parametrize("replacement", ["mean", "zero", "neighbours"])
def test_only_the_carrier_matters(replacement):
    artifact = ablated(replacement=replacement)
    drops = [artifact.baseline - value for value in artifact.log_probability]
    assert drops == pytest.approx([0, 0, 0, 0, PATCH_COST, 0], abs=1e-5)
    assert artifact.baseline == pytest.approx(SURE)


def test_noise_is_seeded():
    first, again, other = (ablated(replacement="noise", seed=s) for s in (1, 1, 2))
    assert first == again
    assert first.log_probability[CARRIER] != other.log_probability[CARRIER]


def test_with_a_buffer_the_carriers_neighbours_take_it_along():
    artifact = ablated(buffer=1)
    assert artifact.log_probability == pytest.approx([SURE - PATCH_COST] * 6)


def test_each_patch_is_scored_once():
    run = PlantedRun()
    ablated(run)
    assert run.scored == 7


def test_the_followed_word_is_named():
    assert ablated().target.model_dump() == {"text": " dog", "index": 1}
    assert ablated(target=" cat ").target.text == " cat"


def test_the_still_picture_goes_equally_far_to_both_sides_of_nothing():
    picture = heatmap(ablated(), View())
    assert picture.values[1][1] == pytest.approx(-PATCH_COST)
    assert picture.low == pytest.approx(-PATCH_COST) and picture.high == -picture.low
    assert picture.scale == "diverging"
    assert picture.title == "“dog” without each patch"


def test_every_patch_is_one_row():
    table = list(rows(ablated()))
    assert [row["change"] for row in table] == pytest.approx([0, 0, 0, 0, -PATCH_COST, 0])
    assert (table[CARRIER]["row"], table[CARRIER]["col"]) == (1, 1)


@pytest.mark.parametrize(
    "params", [{"buffer": 3}, {"replacement": "red"}, {"token": -1}, {"target": " "}]
)
def test_wrong_values_are_refused_by_name(params):
    with pytest.raises(BadParameters) as caught:
        analysis.parse(params)
    assert caught.value.errors[0].loc[0] in params
