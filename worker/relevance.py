"""Attention-gradient relevancy: how much of a target's rise flows from each patch.

Chefer, Gur and Wolf (arXiv 2103.15679) for a decoder: R = I, and block by block from the first to
the last R <- R + mean over heads of (slope x weight)+ R, the slope being that of the target's
log-probability by the attention weight. Only one row of R is wanted, that of the position which
says the target's first token. A row can be carried from the last block down to the first, which
is the order in which slopes are found; so no matrix is kept beyond its block.

Cost: one forward pass, one way back, and the weights once more, a head at a time. Besides what a
gradient keeps that is a few matrices positions x positions in float32, whatever the depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

from contract.interventions import Floats
from contract.model_run import Target
from worker.attention import implementation
from worker.gradients import (
    ahead,
    attending,
    behind,
    differentiable,
    log_probability,
    plan,
    progress,
)
from worker.layout import Parts
from worker.lens import Tick
from worker.prefill import Prefill, ticking

FOLLOWER = "patchlens_follower"


def relevance(
    parts: Parts, prefill: Prefill, positions: Sequence[int], target: Target, tick: Tick
) -> Floats:
    """Relevancy (patches,) of the positions for the target, at least 0."""
    start = min(positions)
    with differentiable():
        past, states = behind(prefill, start), ahead(parts, prefill, start, target)
        count = states.shape[1]
        row = torch.zeros(count, device=states.device)
        row[count - len(target.ids)] = 1
        _, way = plan(parts, states, start + count, FOLLOWER)
        told = ticking(parts, progress(parts, tick, 0, 1, 1))
        with way, followed(parts, row), told:
            states.requires_grad_()
            value = log_probability(parts, past, states, target.ids)
            torch.autograd.grad(value.sum(), states)
    found: Floats = row[[position - start for position in positions]].cpu().numpy()
    return found


@contextmanager
def followed(parts: Parts, row: Tensor) -> Iterator[None]:
    """Carry `row` (positions,) of R through every block whose way back runs within.

    Forward, attention is the model's own.
    """
    config: Any = parts.attentions[0].config
    own: str = config._attn_implementation

    def follow(module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None,
               scaling: float, **kwargs: Any) -> Any:  # fmt: skip
        attend = partial(implementation(own, module), module, scaling=scaling, **kwargs)
        out = Followed.apply(query, key, value, mask, scaling, attend, row)  # type: ignore[no-untyped-call]
        return out, None

    AttentionInterface.register(FOLLOWER, follow)
    AttentionMaskInterface.register(FOLLOWER, ALL_MASK_ATTENTION_FUNCTIONS[own])
    with attending(parts, FOLLOWER):
        yield


class Followed(torch.autograd.Function):
    """Attention whose way back computes the weights anew, head by head, and carries the row."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None,
                scaling: float, attend: Callable[..., Any], row: Tensor) -> Tensor:  # fmt: skip
        """The model's own attention: (1, queries, heads, width)."""
        ctx.save_for_backward(query, key, value, mask)
        ctx.scaling, ctx.row = scaling, row
        out: Tensor = attend(query, key, value, mask)[0]
        return out

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, ...]:
        """Gradients by query (1, heads, queries, width), key and value, in float32 inside."""
        query, key, value, mask = ctx.saved_tensors
        found = [torch.zeros_like(each, dtype=torch.float32) for each in (query, key, value)]
        heads, groups = query.shape[1], query.shape[1] // key.shape[1]
        flow = torch.zeros(key.shape[2], device=query.device)
        for head in range(heads):
            q, k, v = query[0, head].float(), *(t[0, head // groups].float() for t in (key, value))
            weight = weights(q, k, mask, head, ctx.scaling)
            out = slopes[0][0, :, head].float()
            slope = out @ v.T
            product = slope * weight
            flow += ctx.row @ product.clamp_min(0)
            score = (product - weight * product.sum(1, keepdim=True)) * ctx.scaling
            found[0][0, head] = score @ k
            found[1][0, head // groups] += score.T @ q
            found[2][0, head // groups] += weight.T @ out
        ctx.row += flow[-len(ctx.row) :] / heads
        gradients = (f.to(t.dtype) for f, t in zip(found, (query, key, value), strict=True))
        return (*gradients, None, None, None, None)


def weights(query: Tensor, key: Tensor, mask: Tensor | None, head: int, scaling: float) -> Tensor:
    """One head's attention (queries, keys), the queries being the last of the positions."""
    scores = query @ key.T * scaling
    queries, keys = scores.shape
    if mask is None:
        later = torch.ones_like(scores, dtype=torch.bool).triu(1 + keys - queries)
        return scores.masked_fill(later, -torch.inf).softmax(-1)
    edges = mask[0, head if mask.shape[1] > 1 else 0, :, :keys]
    if edges.dtype == torch.bool:
        return scores.masked_fill(~edges, -torch.inf).softmax(-1)
    return (scores + edges.float()).softmax(-1)
