import numpy as np
import pytest

from measures.replacements import removals, replacement
from tests.planted import CARRIER, FIRST_PATCH, PlantedRun

EMBEDDINGS = np.arange(12, dtype=np.float32).reshape(6, 2)  # 2 rows x 3 columns
REFERENCE = np.array([7.0, 9.0], dtype=np.float32)


def stand_ins(kind, patches, seed=0):
    return replacement(kind, EMBEDDINGS, REFERENCE, patches, 2, 3, seed)


def test_mean_is_the_reference_and_zero_is_nothing():
    assert stand_ins("mean", [1, 4]).tolist() == [[7, 9], [7, 9]]
    assert stand_ins("zero", [1, 4]).tolist() == [[0, 0], [0, 0]]


def test_neighbours_are_the_mean_of_those_that_stay():
    assert stand_ins("neighbours", [0]).tolist() == [EMBEDDINGS[[1, 3, 4]].mean(0).tolist()]
    # Patch 0 loses its neighbour 1; patch 2 keeps 4 and 5.
    both = stand_ins("neighbours", [0, 1, 2])
    assert both[0].tolist() == EMBEDDINGS[[3, 4]].mean(0).tolist()
    assert both[2].tolist() == EMBEDDINGS[[4, 5]].mean(0).tolist()


def test_a_patch_inside_a_hole_takes_the_nearest_that_stay():
    left = stand_ins("neighbours", [0, 1, 3, 4])
    assert left[0].tolist() == EMBEDDINGS[[2, 5]].mean(0).tolist()


def test_neighbours_of_a_picture_that_is_gone_are_the_reference():
    assert stand_ins("neighbours", range(6)).tolist() == [[7, 9]] * 6


def test_noise_has_the_mean_and_the_variance_of_the_picture():
    random = np.random.default_rng(1)
    embeddings = (random.standard_normal((400, 3)) * [1, 5, 0] + [0, 10, 3]).astype(np.float32)
    drawn = replacement("noise", embeddings, np.zeros(3, np.float32), range(400), 20, 20)
    assert drawn.dtype == np.float32
    assert np.allclose(drawn.mean(0), embeddings.mean(0), atol=0.6)
    assert np.allclose(drawn.std(0), embeddings.std(0), rtol=0.1)


def test_noise_is_seeded_by_patch():
    assert stand_ins("noise", [1, 4])[1].tolist() == stand_ins("noise", [4])[0].tolist()
    assert stand_ins("noise", [1])[0].tolist() != stand_ins("noise", [4])[0].tolist()
    assert stand_ins("noise", [4], seed=1).tolist() != stand_ins("noise", [4]).tolist()


@pytest.mark.parametrize("kind", ["mean", "zero", "noise", "neighbours"])
def test_no_patch_is_replaced_by_no_vector(kind):
    assert stand_ins(kind, []).shape == (0, 2)


def test_a_baseline_that_overwrites_one_text_token_too_many():
    """Mistake in public code: the slice of image positions was one too long."""
    run = PlantedRun()
    (everything,) = removals(run, [range(6)])
    assert everything.positions == tuple(run.geometry.grids[0].positions)
    assert {run.tokens[p].segment for p in everything.positions} == {"image"}
    assert everything.vectors.shape == (6, 4)


def test_a_removal_stands_at_the_patches_positions():
    run = PlantedRun()
    [first, second] = removals(run, [[CARRIER], [0, 5]], "zero")
    assert first.positions == (CARRIER + FIRST_PATCH,)
    assert second.positions == (FIRST_PATCH, 5 + FIRST_PATCH)
    assert run.cost([first]) == 8 and run.cost([second]) == 0
