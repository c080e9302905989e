import numpy as np

from contract.model_run import Gradients
from measures.gradient_input import gradient_times_input
from tests.planted import CARRIER, PATCH_COST, PlantedRun


def test_the_carrier_alone_brings_something_in():
    run = PlantedRun()
    signed, size = gradient_times_input(run, run.target(token=1))
    assert signed.tolist() == size.tolist() == [0, 0, 0, 0, PATCH_COST, 0]


def test_the_sign_is_kept_and_the_size_does_not_cancel():
    class Torn(PlantedRun):
        def gradient(self, target, embeddings):
            slopes = np.zeros_like(embeddings)
            slopes[:, CARRIER, :2] = [-3, 1]
            return Gradients(np.zeros(len(embeddings), np.float32), slopes)

    run = Torn()
    signed, size = gradient_times_input(run, run.target())
    assert signed[CARRIER] == -2 and size[CARRIER] == 4
