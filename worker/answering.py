"""The greedy answer, one token at a time behind the KV cache, or many at once where one guesses.

A guess is an answer that was given before, under other circumstances. Its tokens are read in the
same pass as the prompt's changed positions; as long as they are what would be said, they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import DynamicCache

from contract.interventions import Intervention
from worker import lens
from worker.hooks import Span, applied
from worker.layout import Parts
from worker.prefill import Prefill, Tick, read_on, ticking
from worker.resume import before, last_output, resume_to_go_on


@dataclass(frozen=True)
class Said:
    """Generated vocabulary entries and the natural logarithms of their probabilities.

    `ended`: the model had nothing to add; otherwise it was stopped there.
    """

    ids: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    ended: bool

    def covers(self, max_tokens: int) -> bool:
        """Whether this is enough to know the first `max_tokens` tokens."""
        return self.ended or len(self.ids) >= max_tokens

    def first(self, max_tokens: int) -> Said:
        """The same, stopped after `max_tokens` tokens."""
        ended = self.ended and len(self.ids) < max_tokens
        return Said(self.ids[:max_tokens], self.log_probabilities[:max_tokens], ended)


@torch.inference_mode()
def say(
    parts: Parts, prefill: Prefill, interventions: Sequence[Intervention], max_tokens: int,
    tick: Tick, guess: Prefill | None = None, guessed: Sequence[int] = (),
) -> Said:  # fmt: skip
    """Up to `max_tokens` tokens; ends with, and leaves out, an end-of-text token.

    `guess`: what `read_on` made of the `guessed` tokens, fewer than `max_tokens`.
    """
    tail = guess or read_on(parts, prefill, (), tick)
    states, cache = resume_to_go_on(parts, prefill, tail, interventions, tick)
    tokens, chances = strongest(parts, states)
    right = agreement(tokens, guessed)
    said = list(zip(tokens, chances, strict=True))[: right + 1]
    cache = before(cache, prefill.length + right)
    stops = ending(parts)
    while len(said) < max_tokens and said[-1][0] not in stops:
        span = Span(prefill.length + len(said) - 1, 1, prefill.length)
        with ticking(parts, tick), applied(parts, [interventions], span):
            state = step(parts, said[-1][0], cache)
        tokens, chances = strongest(parts, state[None])
        said.append((tokens[0], chances[0]))
    ended = said[-1][0] in stops
    kept = said[:-1] if ended else said
    return Said(tuple(token for token, _ in kept), tuple(chance for _, chance in kept), ended)


def agreement(tokens: Sequence[int], guessed: Sequence[int]) -> int:
    """How many guesses are right before the first wrong one."""
    pairs = zip(tokens, guessed, strict=False)
    return next((i for i, (said, guess) in enumerate(pairs) if said != guess), len(guessed))


def strongest(parts: Parts, states: Tensor) -> tuple[list[int], list[float]]:
    """The likeliest next token after each state (n, width) from before the final norm.

    With the natural logarithm of its probability, in float32.
    """
    ids: list[int] = []
    log_probabilities: list[float] = []
    for _, chunk in lens.chunks(parts, states, lambda done: None):
        reading = lens.read(parts, chunk, 1)
        ids += reading.candidates[:, 0].tolist()
        log_probabilities += (reading.exact[:, 0] - reading.total).tolist()
    return ids, log_probabilities


def step(parts: Parts, token: int, cache: DynamicCache) -> Tensor:
    """Let the model read one more token; its state (width,) before the final norm."""
    with last_output(parts) as caught:
        ids = torch.tensor([[token]], device=parts.head.device)
        parts.decoder(input_ids=ids, past_key_values=cache, use_cache=True)
    return caught[0][0, -1]


def ending(parts: Parts) -> frozenset[int]:
    """Every token that ends an answer."""
    stop = parts.model.generation_config.eos_token_id
    if stop is None:
        stop = parts.model.config.get_text_config().eos_token_id
    return frozenset([stop] if isinstance(stop, int) else stop or [])
