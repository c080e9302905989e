import pytest

from analyses.attribution import analysis, compute, heatmap, rows
from contract.errors import BadParameters
from contract.figure import View
from tests.planted import CARRIER, PATCH_COST, PlantedRun


def attributed(run=None, **params):
    return compute(run or PlantedRun(), analysis.parse({"token": 1, **params}))


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient_x_input"])
def test_the_carrier_brings_in_everything(method):
    artifact = attributed(method=method)
    assert artifact.values == artifact.magnitude == [0, 0, 0, 0, PATCH_COST, 0]
    assert (artifact.unit, artifact.signed) == ("nats", True)


def test_relevancy_is_highest_at_the_carrier_and_has_no_sign():
    artifact = attributed(method="relevance")
    assert artifact.values == artifact.magnitude == [0.01, 0.01, 0.01, 0.01, 0.9, 0.01]
    assert not artifact.signed and artifact.completeness is None


def test_integrated_gradients_say_how_well_they_add_up():
    completeness = attributed().completeness
    assert completeness.total == completeness.difference == pytest.approx(PATCH_COST)
    assert completeness.gap == pytest.approx(0, abs=1e-6)
    assert attributed(method="gradient_x_input").completeness is None


def test_the_way_begins_where_the_form_says():
    class Longer(PlantedRun):
        def gradient(self, target, embeddings):
            found = super().gradient(target, embeddings)
            found.slopes[:, CARRIER, 1] = 1  # the reference holds 1 in this dimension
            return found

    assert attributed(Longer()).values[CARRIER] == PATCH_COST
    assert attributed(Longer(), baseline="zero").values[CARRIER] == PATCH_COST + 1


def test_the_steps_are_as_many_as_asked_for():
    class Counting(PlantedRun):
        points = 0

        def gradient(self, target, embeddings):
            self.points += len(embeddings)
            return super().gradient(target, embeddings)

    run = Counting()
    attributed(run, steps=12)
    assert run.points == 12 + 2


def test_the_followed_token_is_the_one_asked_for():
    assert attributed().target.model_dump() == {"text": " dog", "index": 1}
    assert attributed(token=0).target.model_dump() == {"text": "A", "index": 0}


def test_the_still_picture_has_a_sign_where_the_method_has_one():
    signed, unsigned = (
        heatmap(attributed(), View()),
        heatmap(attributed(method="relevance"), View()),
    )
    assert (signed.low, signed.high, signed.scale) == (-PATCH_COST, PATCH_COST, "diverging")
    assert (unsigned.low, unsigned.high, unsigned.scale) == (0, 0.9, "sequential")
    assert signed.title == "Integrated gradients for “dog”"


def test_every_patch_is_one_row():
    table = list(rows(attributed()))
    assert table[CARRIER] == {"row": 1, "col": 1, "value": PATCH_COST, "magnitude": PATCH_COST}
    assert len(table) == 6


@pytest.mark.parametrize("params", [{"steps": 4}, {"method": "magic"}, {"baseline": "noise"}])
def test_wrong_values_are_refused_by_name(params):
    with pytest.raises(BadParameters) as caught:
        analysis.parse(params)
    assert caught.value.errors[0].loc[0] in params
