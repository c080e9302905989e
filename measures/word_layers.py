"""A word's map at one layer: the one asked for, or the one where it is clearest."""

from __future__ import annotations

from dataclasses import dataclass

from contract.interventions import Floats
from contract.layers import chosen_layers
from contract.model_run import ModelRun


@dataclass(frozen=True, eq=False)
class WordLayer:
    """A word's probability at every patch, (patches,), of one layer (0 is the embeddings)."""

    layer: int
    values: Floats


def word_at(run: ModelRun, word: str, layer: int | None = None) -> WordLayer:
    """The word's map at `layer`; None: the first of those where its best patch is highest.

    Raises `LayerOutOfRange`.
    """
    layers = chosen_layers(None if layer is None else [layer], run.depth)
    maps = run.word_maps([word], layers).probability[0]
    best = int(maps.max(axis=1).argmax())
    return WordLayer(layers[best], maps[best])
