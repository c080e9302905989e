"""Attention weights of a few query positions, under any attention implementation.

A watcher is registered as an attention implementation of its own. It computes the weights of the
wanted rows from the queries, keys and mask that the real implementation is given, then lets that
one do its work. No tensor of all positions by all positions is built.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from worker.layout import Parts

WATCHER = "patchlens_watcher"

Rows = dict[int, Tensor]


@contextmanager
def watched(parts: Parts, queries: Sequence[int], layers: Sequence[int]) -> Iterator[Rows]:
    """Fill the given mapping, block by block, with weights (heads, queries, keys) in float32.

    Queries count from the first position that the pass reads.
    """
    config: Any = parts.attentions[0].config
    real: str = config._attn_implementation
    rows: Rows = {}

    def watch(module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None,
              scaling: float, **kwargs: Any) -> Any:  # fmt: skip
        if module.layer_idx in layers:
            rows[module.layer_idx] = weights(query, key, mask, scaling, queries)
        attend = implementation(real, module)
        return attend(module, query, key, value, mask, scaling=scaling, **kwargs)

    AttentionInterface.register(WATCHER, watch)
    AttentionMaskInterface.register(WATCHER, ALL_MASK_ATTENTION_FUNCTIONS[real])
    config._attn_implementation = WATCHER
    try:
        yield rows
    finally:
        config._attn_implementation = real


def implementation(name: str, module: Any) -> Callable[..., Any]:
    """The attention function of a name; eager attention lives beside each model's own code."""
    if name == "eager":
        eager: Callable[..., Any] = sys.modules[type(module).__module__].eager_attention_forward
        return eager
    found: Callable[..., Any] = ALL_ATTENTION_FUNCTIONS[name]
    return found


def weights(
    query: Tensor, key: Tensor, mask: Tensor | None, scaling: float, queries: Sequence[int]
) -> Tensor:
    """Softmax over keys (heads, queries, keys) for some rows of one pass, float32."""
    wanted = torch.tensor(queries, device=query.device)
    q = query[0, :, wanted].float()
    groups = q.shape[0] // key.shape[1]
    k = key[0].float().repeat_interleave(groups, dim=0)
    scores = q @ k.transpose(1, 2) * scaling
    if mask is None:
        last = wanted[:, None] + k.shape[1] - query.shape[2]
        later = torch.arange(k.shape[1], device=query.device) > last
        return scores.masked_fill(later, -torch.inf).softmax(-1)
    row = mask[0, :, wanted, : k.shape[1]]
    if row.dtype == torch.bool:
        return scores.masked_fill(~row, -torch.inf).softmax(-1)
    return (scores + row.float()).softmax(-1)
