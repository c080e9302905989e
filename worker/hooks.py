"""Interventions become hooks here and nowhere else, and the hooks vanish with the block.

A position counts from the start of the sequence, whether the model reads all of it at once
(prefill) or one token at a time behind a KV cache (decode).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import singledispatch
from typing import Any

import torch
from torch import Tensor
from torch.utils.hooks import RemovableHandle

from contract.errors import LayerOutOfRange, PatchLensError
from contract.interventions import (
    BlockAttention,
    EditHidden,
    Floats,
    Intervention,
    ReplaceTokens,
)
from worker.layout import Parts


class NothingLeftToRead(PatchLensError):
    """A position would have nothing left to attend to."""

    hint = "Leave at least one earlier position unblocked."


class MaskNotUnderstood(PatchLensError):
    """This attention implementation takes no mask that could block single edges."""

    hint = "Load the model with ATTENTION=sdpa or ATTENTION=eager."


@contextmanager
def applied(parts: Parts, interventions: Sequence[Intervention]) -> Iterator[None]:
    """Change the model for the length of the block, and not a moment longer."""
    with ExitStack() as hooks:
        for intervention in interventions:
            for handle in attach(intervention, parts):
                hooks.callback(handle.remove)
        yield


@singledispatch
def attach(intervention: Intervention, parts: Parts) -> Iterator[RemovableHandle]:
    """The hooks that make one intervention happen, one after the other."""
    raise TypeError(f"Not an intervention: {intervention!r}")


@attach.register
def _replace_tokens(intervention: ReplaceTokens, parts: Parts) -> Iterator[RemovableHandle]:
    if intervention.positions:
        yield edit_input(parts, intervention.positions, intervention.vectors, "set")


@attach.register
def _edit_hidden(intervention: EditHidden, parts: Parts) -> Iterator[RemovableHandle]:
    positions, vectors, how = intervention.positions, intervention.vectors, intervention.how
    if not 0 <= intervention.layer <= parts.depth:
        raise LayerOutOfRange(f"Layer {intervention.layer} of 0 to {parts.depth}.")
    if not positions:
        return
    if intervention.layer == 0:
        yield edit_input(parts, positions, vectors, how)
        return

    def after(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> Any:
        states = output[0] if isinstance(output, tuple) else output
        start = max(0, cached(kwargs, intervention.layer - 1) - states.shape[1])
        edited = changed(states, start, positions, vectors, how)
        return (edited, *output[1:]) if isinstance(output, tuple) else edited

    layer = parts.layers[intervention.layer - 1]
    yield layer.register_forward_hook(after, with_kwargs=True)


@attach.register
def _block_attention(intervention: BlockAttention, parts: Parts) -> Iterator[RemovableHandle]:
    for layer in intervention.layers:
        if not 0 <= layer < parts.depth:
            raise LayerOutOfRange(f"Block {layer} of 0 to {parts.depth - 1}.")
    if intervention.sources and (intervention.targets or intervention.decode):
        for layer in sorted(set(intervention.layers)):
            before = blocker(intervention, layer)
            yield parts.attentions[layer].register_forward_pre_hook(before, with_kwargs=True)


Change = tuple[tuple[Any, ...], dict[str, Any]] | None


def blocker(intervention: BlockAttention, layer: int) -> Callable[..., Change]:
    """A hook that takes the edges out of the mask which one attention module is given."""

    def before(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Change:
        states = args[0] if args else kwargs["hidden_states"]
        start, count = cached(kwargs, layer), states.shape[1]
        rows = [p - start for p in intervention.targets if start <= p < start + count]
        if intervention.decode and start > 0:
            rows = list(range(count))
        sources = [s for s in intervention.sources if s < start + count]
        if not rows or not sources:
            return None
        mask = kwargs.get("attention_mask")
        full = causal(states, start) if mask is None else mask
        return args, {**kwargs, "attention_mask": without(full, rows, sources)}

    return before


def without(mask: Tensor, rows: Sequence[int], sources: Sequence[int]) -> Tensor:
    """The mask (1, 1 or heads, queries, keys) with the edges rows x sources taken out."""
    if mask.ndim != 4:
        raise MaskNotUnderstood(f"The attention mask has the shape {tuple(mask.shape)}.")
    row = torch.tensor(rows, device=mask.device)
    source = torch.tensor(sources, device=mask.device)
    boolean = mask.dtype == torch.bool
    nothing = False if boolean else torch.finfo(mask.dtype).min
    blocked = mask.clone()
    blocked[:, :, row[:, None], source[None, :]] = nothing
    left = blocked[:, :, row] if boolean else blocked[:, :, row] > nothing
    if not bool(left.any(-1).all()):
        raise NothingLeftToRead()
    return blocked


def causal(states: Tensor, start: int) -> Tensor:
    """The additive causal mask (1, 1, queries, keys) that a missing mask stands for."""
    count = states.shape[1]
    query = torch.arange(start, start + count, device=states.device)[:, None]
    key = torch.arange(start + count, device=states.device)[None, :]
    mask = torch.zeros(count, start + count, dtype=states.dtype, device=states.device)
    return mask.masked_fill(key > query, torch.finfo(states.dtype).min)[None, None]


def cached(kwargs: dict[str, Any], layer: int) -> int:
    """How many positions the KV cache of a layer holds at this moment."""
    cache = kwargs.get("past_key_values")
    return 0 if cache is None else int(cache.get_seq_length(layer))


def edit_input(
    parts: Parts, positions: Sequence[int], vectors: Floats, how: str
) -> RemovableHandle:
    """A hook that changes the embeddings before the first block reads them."""

    def before(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Change:
        states = args[0] if args else kwargs["hidden_states"]
        edited = changed(states, cached(kwargs, 0), positions, vectors, how)
        return ((edited, *args[1:]), kwargs) if args else (args, kwargs | {"hidden_states": edited})

    return parts.layers[0].register_forward_pre_hook(before, with_kwargs=True)


def changed(
    states: Tensor, start: int, positions: Sequence[int], vectors: Floats, how: str
) -> Tensor:
    """`states` (1, queries, width), the first at position `start`, with some rows edited."""
    here = [i for i, p in enumerate(positions) if start <= p < start + states.shape[1]]
    if not here:
        return states
    rows = torch.tensor([positions[i] - start for i in here], device=states.device)
    given = torch.tensor(vectors, device=states.device).to(states.dtype)
    new = given[here] if given.ndim == 2 else given.expand(len(here), -1)
    edited = states.clone()
    edited[0, rows] = new if how == "set" else edited[0, rows] + new
    return edited
