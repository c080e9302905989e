"""How likely a target is under many variants: batches that fit the memory and share a prefill."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from contract.model_run import Target
from worker import lens
from worker.batches import batches
from worker.hooks import Variants
from worker.layout import Parts
from worker.prefill import Prefill
from worker.resume import earliest, resume, start_of

BATCH_BYTES = 128 << 20  # what one batch may take beside the model and what stays warm

Progress = Callable[[float], None]
"""Called with the fraction done; may raise `Cancelled`."""


@torch.inference_mode()
def score(
    parts: Parts, prefill: Prefill, tail: Prefill, variants: Variants, target: Target,
    progress: Progress,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Log-probability, and whether greedy decoding says it, of a target under each variant.

    Both (variants,), in the order of `variants`. `tail`: what `read_on` made of `target.before`
    and all of `target.ids` but the last.
    """
    length = prefill.length + tail.length
    starts = [start_of(variant, prefill.length, parts.depth) for variant in variants]
    groups = batches(starts, length, parts.depth, lambda count: room(parts, count, length))
    values, says = torch.empty(len(variants)), torch.empty(len(variants), dtype=torch.bool)
    ids = torch.tensor(target.ids, device=parts.head.device)
    done = 0
    for group in groups:

        def tick(block: int, done: int = done, rows: int = len(group)) -> None:
            progress((done + rows * block / parts.depth) / len(variants))

        start = earliest([starts[i] for i in group])
        states = resume(parts, prefill, tail, [variants[i] for i in group], start, tick)
        chances, first = judged(
            parts, states[:, len(target.before) :].flatten(0, 1), ids.repeat(len(group))
        )
        values[group] = chances.view(len(group), -1).sum(1)
        says[group] = first.view(len(group), -1).all(1)
        done += len(group)
    return values, says


def judged(parts: Parts, states: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Log-probability (n,) of the next token `ids` (n,), and whether it is the likeliest.

    `states`: (n, width), before the final norm. In float32 up to the rounding of the terms that
    `worker.lens` averages out.
    """
    values, first = torch.empty(len(states)), torch.empty(len(states), dtype=torch.bool)
    for rows, chunk in lens.chunks(parts, states, lambda done: None):
        reading = lens.read(parts, chunk, 1)
        wanted = ids[rows]
        exact = torch.einsum("sw,sw->s", reading.normed.float(), parts.head[wanted].float())
        values[rows] = (exact - reading.total).cpu()
        first[rows] = (reading.candidates[:, 0] == wanted).cpu()
    return values, first


def room(parts: Parts, count: int, length: int) -> int:
    """How many rows that read `count` of `length` positions fit a batch."""
    return BATCH_BYTES // row_bytes(parts, count, length)


def row_bytes(parts: Parts, count: int, length: int) -> int:
    """An upper bound of what one row needs at one moment, block by block.

    States and the gated layer for the positions read; keys and values, with and without repeated
    heads; the mask, and weights of every head as eager attention makes them.
    """
    config = parts.model.config.get_text_config()
    heads: int = config.num_attention_heads
    width: int = config.hidden_size
    gated: int = config.intermediate_size
    item = parts.head.element_size()
    states = count * (8 * width + 3 * gated) * item
    keys = 4 * length * width * item
    weights = count * length * (heads * (2 * item + 4) + item + 1)
    return states + keys + weights
