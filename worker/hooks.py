"""Interventions become hooks here and nowhere else, and the hooks vanish with the block.

One pass reads some positions of a sequence: all of the prompt, its end behind a KV cache, or one
generated token. The rows of a batch may be changed differently; however many changes there are, a
block gets one hook, which copies once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Literal

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

How = Literal["set", "add"]
Variants = Sequence[Sequence[Intervention]]
"""What is changed in each row of a batch."""


class NothingLeftToRead(PatchLensError):
    """A position would have nothing left to attend to."""

    hint = "Leave at least one earlier position unblocked."


class MaskNotUnderstood(PatchLensError):
    """This attention implementation takes no mask that could block single edges."""

    hint = "Load the model with ATTENTION=sdpa or ATTENTION=eager."


@dataclass(frozen=True)
class Span:
    """The positions that one pass reads: `count` of them, the first being `start`.

    `prompt`: the prompt's length; whatever stands behind it was generated.
    """

    start: int
    count: int
    prompt: int

    @property
    def end(self) -> int:
        """The first position that the pass does not read."""
        return self.start + self.count


@dataclass(frozen=True, eq=False)
class Edit:
    """Other states at some `places` of one row of a batch, after block `layer` (0: before all).

    Places count from the first position that the pass reads. `vectors`: (places, width).
    """

    layer: int
    row: int
    places: list[int]
    vectors: Floats
    how: How


@dataclass(frozen=True)
class Cut:
    """Edges that one row of a batch loses in one block: every query to every key.

    Queries count from the first position that the pass reads, keys from the sequence's start.
    """

    block: int
    row: int
    queries: list[int]
    keys: list[int]


@contextmanager
def applied(parts: Parts, variants: Variants, span: Span) -> Iterator[None]:
    """Change each row of one pass for the length of the block, and not a moment longer."""
    with ExitStack() as hooks:
        for handle in attach(parts, variants, span):
            hooks.callback(handle.remove)
        yield


def attach(parts: Parts, variants: Variants, span: Span) -> Iterator[RemovableHandle]:
    """The hooks that make the interventions happen: one for each block that is concerned."""
    edits: dict[int, list[Edit]] = defaultdict(list)
    cuts: dict[int, list[Cut]] = defaultdict(list)
    for row, interventions in enumerate(variants):
        for intervention in interventions:
            for change in planned(intervention, row, span, parts.depth):
                if isinstance(change, Edit):
                    edits[change.layer].append(change)
                else:
                    cuts[change.block].append(change)
    for layer, some in edits.items():
        yield edit_input(parts, some) if layer == 0 else edit_output(parts, layer, some)
    for block, missing in cuts.items():
        before = blocker(missing, span)
        yield parts.attentions[block].register_forward_pre_hook(before, with_kwargs=True)


@singledispatch
def planned(intervention: Intervention, row: int, span: Span, depth: int) -> Iterator[Edit | Cut]:
    """What one intervention does to one row of a pass."""
    raise TypeError(f"Not an intervention: {intervention!r}")


@planned.register
def _replace_tokens(
    intervention: ReplaceTokens, row: int, span: Span, depth: int
) -> Iterator[Edit | Cut]:
    yield from edits_of(0, row, span, intervention.positions, intervention.vectors, "set")


@planned.register
def _edit_hidden(
    intervention: EditHidden, row: int, span: Span, depth: int
) -> Iterator[Edit | Cut]:
    layer, vectors = intervention.layer, intervention.vectors
    if not 0 <= layer <= depth:
        raise LayerOutOfRange(f"Layer {layer} of 0 to {depth}.")
    yield from edits_of(layer, row, span, intervention.positions, vectors, intervention.how)


@planned.register
def _block_attention(
    intervention: BlockAttention, row: int, span: Span, depth: int
) -> Iterator[Edit | Cut]:
    for layer in intervention.layers:
        if not 0 <= layer < depth:
            raise LayerOutOfRange(f"Block {layer} of 0 to {depth - 1}.")
    targets = set(intervention.targets)
    if intervention.decode:
        targets |= set(range(span.prompt, span.end))
    queries = sorted(p - span.start for p in targets if span.start <= p < span.end)
    keys = [s for s in intervention.sources if s < span.end]
    if queries and keys:
        for layer in sorted(set(intervention.layers)):
            yield Cut(layer, row, queries, keys)


def edits_of(
    layer: int, row: int, span: Span, positions: Sequence[int], vectors: Floats, how: How
) -> Iterator[Edit]:
    """The part of an edit that falls into the pass, if any."""
    here = [i for i, p in enumerate(positions) if span.start <= p < span.end]
    if here:
        places = [positions[i] - span.start for i in here]
        yield Edit(layer, row, places, vectors[here] if vectors.ndim == 2 else vectors[None], how)


Change = tuple[tuple[Any, ...], dict[str, Any]]


def edit_input(parts: Parts, edits: Sequence[Edit]) -> RemovableHandle:
    """A hook that changes the embeddings before the first block reads them."""

    def before(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Change:
        states = args[0] if args else kwargs["hidden_states"]
        edited = changed(states, edits)
        return ((edited, *args[1:]), kwargs) if args else (args, kwargs | {"hidden_states": edited})

    return parts.layers[0].register_forward_pre_hook(before, with_kwargs=True)


def edit_output(parts: Parts, layer: int, edits: Sequence[Edit]) -> RemovableHandle:
    """A hook that changes what block `layer` - 1 hands on, which is layer `layer`."""

    def after(module: Any, args: Any, output: Any) -> Any:
        if isinstance(output, tuple):
            return (changed(output[0], edits), *output[1:])
        return changed(output, edits)

    return parts.layers[layer - 1].register_forward_hook(after)


def changed(states: Tensor, edits: Sequence[Edit]) -> Tensor:
    """`states` (rows, positions, width) with the edits made, in their order."""
    edited = states.clone(memory_format=torch.contiguous_format)
    for edit in edits:
        places = torch.tensor(edit.places, device=states.device)
        new = torch.tensor(edit.vectors, device=states.device).to(states.dtype)
        row = edited[edit.row]
        row[places] = new.expand(len(places), -1) if edit.how == "set" else row[places] + new
    return edited


def blocker(cuts: Sequence[Cut], span: Span) -> Callable[..., Change]:
    """A hook that takes the edges out of the mask which one attention module is given."""

    def before(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Change:
        states = args[0] if args else kwargs["hidden_states"]
        mask = kwargs.get("attention_mask")
        full = causal(states, span.start) if mask is None else mask
        return args, {**kwargs, "attention_mask": without(full, cuts, len(states))}

    return before


def without(mask: Tensor, cuts: Sequence[Cut], rows: int) -> Tensor:
    """The mask (1 or rows, 1 or heads, queries, keys) for all rows, with the edges taken out."""
    if mask.ndim != 4:
        raise MaskNotUnderstood(f"The attention mask has the shape {tuple(mask.shape)}.")
    boolean = mask.dtype == torch.bool
    nothing = False if boolean else torch.finfo(mask.dtype).min
    blocked = mask.expand(rows, -1, -1, -1).clone(memory_format=torch.contiguous_format)
    left = []
    for cut in cuts:
        row = blocked[cut.row]
        queries = torch.tensor(cut.queries, device=mask.device)
        keys = torch.tensor(cut.keys, device=mask.device)
        row[:, queries[:, None], keys] = nothing
        kept = row[:, queries] if boolean else row[:, queries] > nothing
        left.append(kept.any(-1).all())
    if not bool(torch.stack(left).all()):
        raise NothingLeftToRead()
    return blocked


def causal(states: Tensor, start: int) -> Tensor:
    """The additive causal mask (1, 1, queries, keys) that a missing mask stands for."""
    count = states.shape[1]
    query = torch.arange(start, start + count, device=states.device)[:, None]
    key = torch.arange(start + count, device=states.device)[None, :]
    mask = torch.zeros(count, start + count, dtype=states.dtype, device=states.device)
    return mask.masked_fill(key > query, torch.finfo(states.dtype).min)[None, None]
