import numpy as np

from contract.model_run import Gradients
from measures.integrated_gradients import integrated_gradients
from tests.planted import CARRIER, PATCH_COST, PlantedRun


class Curved(PlantedRun):
    """The target's log-probability is the cube of the carrier's first number."""

    def gradient(self, target, embeddings):
        signal = embeddings[:, CARRIER, 0]
        slopes = np.zeros_like(embeddings)
        slopes[:, CARRIER, 0] = 3 * signal**2
        return Gradients(signal**3, slopes)


class Torn(PlantedRun):
    """Two dimensions of the carrier pull against each other."""

    def image_embeddings(self):
        return np.ones((6, 4), dtype=np.float32)

    def gradient(self, target, embeddings):
        slopes = np.zeros_like(embeddings)
        slopes[:, CARRIER, 0], slopes[:, CARRIER, 1] = 5, -3
        return Gradients((slopes * embeddings).sum(axis=(1, 2)), slopes)


def test_the_carrier_brings_in_everything():
    run = PlantedRun()
    found = integrated_gradients(run, run.target(token=1))
    assert found.values.tolist() == [0, 0, 0, 0, PATCH_COST, 0]
    assert found.magnitude.tolist() == found.values.tolist()


def test_the_parts_add_up_to_the_difference():
    run = Curved()
    found = integrated_gradients(run, run.target(), steps=50)
    assert found.difference == 1
    assert 0 < found.gap < 0.001
    assert np.isclose(found.total, found.values.sum())


def test_few_steps_leave_a_gap_that_is_told():
    run = Curved()
    found = integrated_gradients(run, run.target(), steps=1)
    assert np.isclose(found.total, 0.75) and np.isclose(found.gap, 0.25)


def test_the_magnitude_does_not_let_dimensions_cancel():
    run = Torn()
    found = integrated_gradients(run, run.target(), baseline="zero")
    assert np.allclose(found.values[CARRIER], 2) and np.allclose(found.magnitude[CARRIER], 8)


def test_the_way_begins_at_the_baseline_that_was_asked_for():
    run = Torn()
    # The reference is (0, 1, 0, 0): the second dimension has no way to go.
    assert np.allclose(integrated_gradients(run, run.target()).values[CARRIER], 5)


def test_a_difference_of_nothing_has_a_finite_gap():
    class Flat(PlantedRun):
        def gradient(self, target, embeddings):
            return Gradients(np.zeros(len(embeddings), np.float32), np.zeros_like(embeddings))

    found = integrated_gradients(Flat(), PlantedRun().target())
    assert found.gap == 0 and found.total == 0


def test_progress_stays_in_its_span_and_grows():
    run = PlantedRun()
    integrated_gradients(run, run.target(), steps=12, span=(0.5, 0.8))
    fractions = [fraction for _, fraction in run.stages]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.5 and 0.7 < fractions[-1] < 0.8
    assert run.stages[-1][0] == "gradients, step 11 of 12"
