import pytest

from contract.errors import LayerOutOfRange
from measures.word_layers import word_at
from tests.planted import CARRIER, FIRST_LAYER, PlantedRun


def test_layer_labels_off_by_one():
    """Mistake in public code: layer 2 is the output of the second block, and is called so."""
    found = word_at(PlantedRun(), "dog")
    assert found.layer == FIRST_LAYER
    assert found.values[CARRIER] == pytest.approx(0.9)


def test_the_layer_asked_for_is_the_layer_read():
    assert word_at(PlantedRun(), "dog", 1).values[CARRIER] == pytest.approx(0.01)
    assert word_at(PlantedRun(), "dog", 3).layer == 3
    with pytest.raises(LayerOutOfRange):
        word_at(PlantedRun(), "dog", 4)
