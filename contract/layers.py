"""Layers as a form asks for them and as an artifact names them."""

from __future__ import annotations

from collections.abc import Sequence

from contract.errors import LayerOutOfRange


def chosen_layers(wanted: Sequence[int] | None, depth: int) -> list[int]:
    """`wanted` in order and without repeats, or all of 0 (embeddings) to `depth`.

    Raises `LayerOutOfRange`.
    """
    if wanted is None:
        return list(range(depth + 1))
    for layer in wanted:
        if not 0 <= layer <= depth:
            raise LayerOutOfRange(
                f"Layer {layer} was asked for, but this model has layers 0 to {depth}."
            )
    return sorted(set(wanted))


def layer_index(layers: Sequence[int], wanted: int | None) -> int:
    """Where the layer `wanted` (None: the last) stands in `layers`; raises `LayerOutOfRange`."""
    if wanted is None:
        return len(layers) - 1
    if wanted not in layers:
        raise LayerOutOfRange(f"Layer {wanted} is not among the layers of this result.")
    return list(layers).index(wanted)
