"""The greedy answer, one token at a time behind the KV cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from contract.interventions import Intervention
from worker.hooks import applied
from worker.layout import Parts
from worker.prefill import Prefill, Tick, fork, ticking


@dataclass(frozen=True)
class Said:
    """Generated vocabulary entries and the natural logarithms of their probabilities."""

    ids: tuple[int, ...]
    log_probabilities: tuple[float, ...]


@torch.inference_mode()
def say(
    parts: Parts,
    prefill: Prefill,
    interventions: Sequence[Intervention],
    max_tokens: int,
    tick: Tick,
) -> Said:
    """Up to `max_tokens` tokens; ends with, and leaves out, an end-of-text token."""
    stops = ending(parts)
    cache = fork(prefill.cache)
    state = prefill.hidden[-1, -1]
    ids: list[int] = []
    log_probabilities: list[float] = []
    with ticking(parts, tick), applied(parts, interventions):
        while len(ids) < max_tokens:
            token, log_probability = strongest(parts, state)
            if token in stops:
                break
            ids.append(token)
            log_probabilities.append(log_probability)
            if len(ids) < max_tokens:
                state = step(parts, token, cache)
    return Said(tuple(ids), tuple(log_probabilities))


def strongest(parts: Parts, state: Tensor) -> tuple[int, float]:
    """The likeliest next token after a state (width,) from before the final norm."""
    logits = next_logits(parts, state)
    best = int(logits.argmax())
    return best, float(logits[best] - logits.logsumexp(-1))


def next_logits(parts: Parts, state: Tensor) -> Tensor:
    """Logits (vocabulary,) in float32 after a state (width,) from before the final norm."""
    return torch.nn.functional.linear(parts.norm(state[None]), parts.head)[0].float()


def step(parts: Parts, token: int, cache: object) -> Tensor:
    """Let the model read one more token; its state (width,) before the final norm."""
    caught: list[Tensor] = []

    def keep(module: object, args: object, output: Tensor | tuple[Tensor, ...]) -> None:
        caught.append((output[0] if isinstance(output, tuple) else output)[0, -1])

    handle = parts.layers[-1].register_forward_hook(keep)
    try:
        ids = torch.tensor([[token]], device=parts.head.device)
        parts.decoder(input_ids=ids, past_key_values=cache, use_cache=True)
    finally:
        handle.remove()
    return caught[0]


def ending(parts: Parts) -> frozenset[int]:
    """Every token that ends an answer."""
    stop = parts.model.generation_config.eos_token_id
    if stop is None:
        stop = parts.model.config.get_text_config().eos_token_id
    return frozenset([stop] if isinstance(stop, int) else stop or [])
