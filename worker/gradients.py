"""A target's log-probability as a function of the image embeddings, and its gradient.

What stands before the first patch cannot see the picture: its keys and values are taken from the
prefill's cache as constants, and only what follows is computed. The target is read with its own
tokens as input (teacher forcing). The model's weights get no gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.checkpoint import checkpoint
from transformers.cache_utils import Cache, DynamicLayer

from contract.interventions import Floats
from contract.model_run import Gradients, Target
from worker.layout import Parts
from worker.lens import Tick
from worker.prefill import Prefill, ticking
from worker.scoring import judged

BUDGET_BYTES = 512 << 20  # kept for the way back; on a GPU half of what is free, if that is more
KEPT = 24  # numbers that a block keeps for each number of its state; 14.8 counted at the demo model
KEPT_BYTES = 6  # for each attention weight under eager: in float32, and in bf16
SHORT = 512  # positions; at 270 eager took a CPU 10 to 17 % less time than sdpa, in bf16


def gradient(
    parts: Parts,
    prefill: Prefill,
    positions: Sequence[int],
    target: Target,
    embeddings: Floats,
    tick: Tick,
) -> Gradients:
    """The target's log-probability at n points, and its slope there.

    `embeddings`: (n, patches, width), put at `positions`; everything else stays as it was read.
    `tick` is called with the fraction done and may raise `Cancelled`.
    """
    start = min(positions)
    rows = [position - start for position in positions]
    values = np.empty(len(embeddings), np.float32)
    slopes = np.empty(embeddings.shape, np.float32)
    with differentiable():
        past, states = behind(prefill, start), ahead(parts, prefill, start, target)
        name = implementation(parts, states.shape[1])
        size, way = plan(parts, states, start + states.shape[1], name)
        with attending(parts, name), way:
            for first in range(0, len(embeddings), size):
                here = slice(first, first + size)
                points = torch.tensor(
                    embeddings[here], dtype=torch.float32, device=states.device, requires_grad=True
                )
                with ticking(parts, progress(parts, tick, first, size, len(embeddings))):
                    filled = put(states, rows, points)
                    value = log_probability(parts, past, filled, target.ids)
                (slope,) = torch.autograd.grad(value.sum(), points)
                values[here], slopes[here] = value.detach().cpu(), slope.cpu()
    return Gradients(values, slopes)


@contextmanager
def differentiable() -> Iterator[None]:
    """Operations are recorded for a gradient, whatever the caller's mode."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


class Constant(DynamicLayer):
    """A layer's keys and values (1, heads, positions, head width) that nothing is added to.

    So a block can be computed again on the way back and finds what it found before.
    """

    keys: Tensor
    values: Tensor

    def __init__(self, keys: Tensor, values: Tensor) -> None:
        """Clones: a prefill is read in inference mode, and autograd refuses such tensors."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.lazy_initialization(keys, values)
        self.keys, self.values = keys.clone(), values.clone()

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """These and the new ones, for a batch of any size."""
        count = len(key_states)
        keys = torch.cat([self.keys.expand(count, -1, -1, -1), key_states], 2)
        return keys, torch.cat([self.values.expand(count, -1, -1, -1), value_states], 2)


def behind(prefill: Prefill, start: int) -> list[Constant]:
    """What every block keeps of the positions before `start`."""
    layers: list[Any] = prefill.cache.layers
    return [Constant(layer.keys[:, :, :start], layer.values[:, :, :start]) for layer in layers]


def ahead(parts: Parts, prefill: Prefill, start: int, target: Target) -> Tensor:
    """The decoder's input (1, positions, width) from `start` on, up to the target's last token.

    The last `len(target.ids)` positions are those that say the target.
    """
    ids = torch.tensor([*target.before, *target.ids[:-1]], dtype=torch.long)
    said = parts.embeddings[ids.to(parts.embeddings.device)][None]
    return torch.cat([prefill.embeddings[:, start:].clone(), said], 1)


def put(states: Tensor, rows: Sequence[int], points: Tensor) -> Tensor:
    """`states` (1, positions, width) once for each of the points (n, rows, width)."""
    filled = states.expand(len(points), -1, -1).clone()
    filled[:, rows] = points.to(states.dtype)
    return filled


def log_probability(
    parts: Parts, past: Sequence[Constant], states: Tensor, ids: Sequence[int]
) -> Tensor:
    """Log-probability (n,) in float32 that the last positions of each row say `ids`.

    The value is what `worker.scoring` says; the slope is that of logits in the model's own
    format, whose values would be rounded.
    """
    last = last_states(parts, past, states)[:, -len(ids) :].flatten(0, 1)
    wanted = torch.tensor(ids, device=last.device).repeat(len(states))
    logits = functional.linear(parts.norm(last), parts.head).float()
    rounded = logits.log_softmax(-1).gather(1, wanted[:, None])[:, 0]
    exact = judged(parts, last.detach(), wanted)[0].to(rounded.device)
    return (rounded + (exact - rounded).detach()).view(len(states), -1).sum(1)


def last_states(parts: Parts, past: Sequence[Constant], states: Tensor) -> Tensor:
    """What the last block makes of `states` (n, positions, width), before the final norm."""
    caught: list[Tensor] = []

    def keep(block: Any, args: Any, output: Any) -> None:
        caught.append(output[0] if isinstance(output, tuple) else output)

    handle = parts.layers[-1].register_forward_hook(keep)
    try:
        cache = Cache(layers=list(past))
        parts.decoder(inputs_embeds=states, past_key_values=cache, use_cache=True)
    finally:
        handle.remove()
    return caught[0]


def implementation(parts: Parts, count: int) -> str:
    """The attention for the way back: eager for short sequences on a CPU, else the model's own."""
    config: Any = parts.attentions[0].config
    own: str = config._attn_implementation
    return "eager" if parts.head.device.type == "cpu" and count <= SHORT else own


@contextmanager
def attending(parts: Parts, name: str) -> Iterator[None]:
    """Let the decoder use the attention implementation `name` for the length of the block."""
    config: Any = parts.attentions[0].config
    own: str = config._attn_implementation
    config._attn_implementation = name
    try:
        yield
    finally:
        config._attn_implementation = own


def plan(
    parts: Parts, states: Tensor, keys: int, name: str
) -> tuple[int, AbstractContextManager[None]]:
    """How many rows go at once, and how: if one alone is too much, blocks are computed twice."""
    size = budget(states.device) // row_bytes(parts, states, keys, name)
    return (size, nullcontext()) if size else (1, recomputed(parts))


def row_bytes(parts: Parts, states: Tensor, keys: int, name: str) -> int:
    """What one row (1, positions, width) keeps for the way back, at most."""
    kept = states.numel() * states.element_size() * KEPT
    if name == "eager":
        heads = parts.model.config.get_text_config().num_attention_heads
        kept += heads * states.shape[1] * keys * KEPT_BYTES
    return int(kept * parts.depth)


def budget(device: torch.device) -> int:
    """Bytes that may be kept for the way back."""
    free = torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else 0
    return max(BUDGET_BYTES, free // 2)


@contextmanager
def recomputed(parts: Parts) -> Iterator[None]:
    """Blocks keep only their input and are computed again on the way back."""
    with ExitStack() as undo:
        for block in parts.layers:
            again = partial(checkpoint, block.forward, use_reentrant=False)
            block.forward = again
            undo.callback(delattr, block, "forward")
        yield


def progress(parts: Parts, tick: Tick, first: int, size: int, total: int) -> Callable[[int], None]:
    """What tells the fraction done before each block of the rows from `first` on."""

    def before(layer: int) -> None:
        tick((first + min(size, total - first) * layer / (3 * parts.depth)) / total)

    return before
