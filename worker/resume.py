"""Going on where an intervention begins, instead of reading everything again.

Nothing changes before the first position that an intervention touches, and nothing below the first
block that it touches. So the states of the warm prefill go into that block, from that position on,
behind the prefill's own keys and values; masks, rotary positions and norms stay the framework's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer

from contract.interventions import BlockAttention, EditHidden, Intervention, ReplaceTokens
from worker.hooks import Span, Variants, applied
from worker.layout import Parts
from worker.prefill import Prefill, Tick, fork, ticking


@dataclass(frozen=True)
class Start:
    """The first position and the first block that must be computed again."""

    position: int
    block: int


def start_of(interventions: Sequence[Intervention], prompt: int, depth: int) -> Start:
    """Where to begin; at the prompt's last position above all blocks if nothing changes."""
    starts = [Start(prompt - 1, depth)]
    starts += [s for each in interventions if (s := touched(each, prompt)) is not None]
    return earliest(starts)


def effective(interventions: Sequence[Intervention], prompt: int) -> tuple[Intervention, ...]:
    """Those that change anything at all."""
    return tuple(each for each in interventions if touched(each, prompt) is not None)


def earliest(starts: Sequence[Start]) -> Start:
    """Where a batch must begin so that no row of it misses anything."""
    return Start(min(s.position for s in starts), min(s.block for s in starts))


@singledispatch
def touched(intervention: Intervention, prompt: int) -> Start | None:
    """The first position and block that one intervention changes, if it changes any."""
    raise TypeError(f"Not an intervention: {intervention!r}")


@touched.register
def _replace_tokens(intervention: ReplaceTokens, prompt: int) -> Start | None:
    return Start(min(intervention.positions), 0) if intervention.positions else None


@touched.register
def _edit_hidden(intervention: EditHidden, prompt: int) -> Start | None:
    positions = intervention.positions
    return Start(min(positions), intervention.layer) if positions else None


@touched.register
def _block_attention(intervention: BlockAttention, prompt: int) -> Start | None:
    targets = [*intervention.targets, *([prompt] if intervention.decode else [])]
    if not (targets and intervention.sources and intervention.layers):
        return None
    return Start(min(targets), min(intervention.layers))


@torch.inference_mode()
def resume(
    parts: Parts, prefill: Prefill, tail: Prefill, variants: Variants, start: Start, tick: Tick
) -> Tensor:
    """The last block's output under each variant: (variants, 1 + tail's length, width).

    From the prompt's last position on, before the final norm. `start` must be early enough for
    all variants. Keys and values are thrown away block by block.
    """
    cache = before(prefill.cache, start.position)
    cache.layers = [passing(layer) for layer in cache.layers]
    return computed(parts, prefill, tail, variants, start, cache, tick)


@torch.inference_mode()
def resume_to_go_on(
    parts: Parts, prefill: Prefill, tail: Prefill, interventions: Sequence[Intervention],
    tick: Tick,
) -> tuple[Tensor, DynamicCache]:  # fmt: skip
    """States as in `resume` for one variant, (1 + tail's length, width), and a cache behind them.

    The cache holds prompt and tail, so that decoding can go on.
    """
    start = start_of(interventions, prefill.length, parts.depth)
    cache = before(prefill.cache, start.position)
    states = computed(parts, prefill, tail, [interventions], start, cache, tick)[0]
    layers: list[Any] = cache.layers
    for block in range(start.block):
        below: list[Any] = [prefill.cache.layers[block], tail.cache.layers[block]]
        layers[block].keys = torch.cat([layer.keys for layer in below], dim=-2)
        layers[block].values = torch.cat([layer.values for layer in below], dim=-2)
    return states, cache


def computed(
    parts: Parts, prefill: Prefill, tail: Prefill, variants: Variants, start: Start,
    cache: DynamicCache, tick: Tick,
) -> Tensor:  # fmt: skip
    """Run the blocks from `start` on; `cache` holds the positions before it."""
    prompt = prefill.length
    span = Span(start.position, prompt + tail.length - start.position, prompt)
    with (
        applied(parts, variants, span),  # first: it refuses layers that do not exist
        ticking(parts, tick),
        skipped(parts.layers[: start.block]),
        last_output(parts) as caught,
    ):
        new = [prefill.hidden[start.block, start.position :], tail.hidden[start.block]]
        states = torch.cat(new).expand(len(variants), -1, -1)
        parts.decoder(inputs_embeds=states, past_key_values=cache, use_cache=True)
    return caught[0][:, prompt - 1 - start.position :]


@contextmanager
def last_output(parts: Parts) -> Iterator[list[Tensor]]:
    """Fill the given list with what the last block hands on, before the final norm."""
    caught: list[Tensor] = []

    def keep(module: Any, args: Any, output: Any) -> None:
        caught.append(output[0] if isinstance(output, tuple) else output)

    handle = parts.layers[-1].register_forward_hook(keep)
    try:
        yield caught
    finally:
        handle.remove()


@contextmanager
def skipped(blocks: Sequence[Module]) -> Iterator[None]:
    """Let blocks hand on what they are given; their hooks still see it."""
    for block in blocks:
        vars(block)["forward"] = hand_on
    try:
        yield
    finally:
        for block in blocks:
            del vars(block)["forward"]


def hand_on(states: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """A block that does nothing."""
    return states


def before(cache: DynamicCache, position: int) -> DynamicCache:
    """A fork of a cache that ends just before `position`; no tensor is copied."""
    front = fork(cache)
    layers: list[Any] = front.layers
    for layer in layers:
        layer.keys = layer.keys[..., :position, :]
        layer.values = layer.values[..., :position, :]
    return front


class Passing(DynamicLayer):  # type: ignore[no-untyped-call]
    """Keys and values of one row, shared by all; what comes behind is used and not kept."""

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Keys and values (rows, heads, positions, head width) with the shared ones in front."""
        rows = len(key_states)
        own: list[Any] = [self.keys, self.values]
        keys, values = (part.expand(rows, -1, -1, -1) for part in own)
        return torch.cat([keys, key_states], dim=-2), torch.cat([values, value_states], dim=-2)


def passing(layer: Any) -> Passing:
    """The same keys and values in a layer that does not grow."""
    shared = Passing()  # type: ignore[no-untyped-call]
    shared.lazy_initialization(layer.keys, layer.values)
    shared.keys, shared.values = layer.keys, layer.values
    return shared
