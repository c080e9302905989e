import pytest

from measures.patch_effects import patch_effects
from tests.planted import PATCH_COST, SURE, PlantedRun


def test_only_the_carrier_matters():
    run = PlantedRun()
    found = patch_effects(run, run.target(token=1))
    assert found.drops.tolist() == pytest.approx([0, 0, 0, 0, PATCH_COST, 0])
    assert found.log_probabilities[0] == pytest.approx(SURE)


def test_every_patch_is_scored_once_and_the_model_as_it_is_once():
    run = PlantedRun()
    patch_effects(run, run.target(token=1))
    assert run.scored == 7


def test_with_neighbours_every_patch_near_the_carrier_matters():
    run = PlantedRun()
    found = patch_effects(run, run.target(token=1), buffer=1)
    # In 2 x 3 patches the carrier in the lower middle is everyone's neighbour.
    assert (found.drops > 1).all()
