import pytest

from studies.methods.naming import Naming, all_noise, naming_of
from studies.methods.questions import Asked
from tests.planted import PlantedRun

ASKED = Asked(setting="generative", word="dog")


class Talker(PlantedRun):
    """Says dog whatever it sees."""

    def cost(self, interventions):
        return 0.0


def test_named_with_the_picture_and_not_from_noise_counts():
    naming = naming_of(PlantedRun(), ASKED, strict=True, seed=0)
    assert naming == Naming(before=True, after_noise=False) and naming.counts


def test_a_word_that_is_said_whatever_is_seen_does_not_count():
    naming = naming_of(Talker(), ASKED, strict=True, seed=0)
    assert naming.after_noise and not naming.counts


def test_without_strictness_nobody_asks_about_noise():
    assert naming_of(Talker(), ASKED, strict=False, seed=0) == Naming(before=True)


def test_what_is_not_named_is_not_asked_again():
    other = Asked(setting="generative", word="cart")
    assert naming_of(PlantedRun(), other, strict=True, seed=0) == Naming(before=False)


def test_noise_stands_for_every_image_position_and_is_seeded():
    (one,), (same,), (other,) = (all_noise(PlantedRun(), seed) for seed in (3, 3, 4))
    assert one.positions == tuple(range(1, 7))
    assert (one.vectors == same.vectors).all() and (one.vectors != other.vectors).any()
    assert one.vectors.shape == pytest.approx((6, 4))
