import pytest

from contract.errors import LayerOutOfRange
from contract.layers import chosen_layers, layer_index


def test_all_layers_are_the_embeddings_and_every_block():
    assert chosen_layers(None, 3) == [0, 1, 2, 3]


def test_the_chosen_ones_come_in_order_and_once():
    assert chosen_layers([2, 0, 2], 3) == [0, 2]


@pytest.mark.parametrize("layer", [-1, 4])
def test_a_layer_that_is_not_there_is_refused(layer):
    with pytest.raises(LayerOutOfRange, match=str(layer)):
        chosen_layers([layer], 3)


def test_the_last_layer_stands_for_none():
    assert layer_index([0, 2, 3], None) == 2
    assert layer_index([0, 2, 3], 2) == 1
    with pytest.raises(LayerOutOfRange):
        layer_index([0, 2, 3], 1)
