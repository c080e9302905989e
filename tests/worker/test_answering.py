"""The greedy answer."""

from __future__ import annotations

from typing import Any

import torch

from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.answering import ending, next_logits, say, strongest


def test_an_answer_ends_at_an_ending_token(engines: Any) -> None:
    run = opened(engines("demo"), noise(20, 20))
    prefill = run.warm.prefill
    free = say(run.parts, prefill, [], 4, lambda layer: None)
    assert len(free.ids) == 4
    stop = run.parts.model.generation_config
    before, stop.eos_token_id = stop.eos_token_id, [free.ids[2], 9]
    try:
        assert ending(run.parts) == {free.ids[2], 9}
        cut = say(run.parts, prefill, [], 4, lambda layer: None)
    finally:
        stop.eos_token_id = before
    assert cut.ids == free.ids[: free.ids.index(free.ids[2])]


def test_the_likeliest_token_has_the_largest_probability(engines: Any) -> None:
    run = opened(engines("demo"), noise(20, 20))
    with torch.inference_mode():
        state = run.warm.prefill.hidden[-1, -1]
        token, log_probability = strongest(run.parts, state)
        chances = next_logits(run.parts, state).softmax(-1)
    assert token == int(chances.argmax())
    assert abs(log_probability - float(chances.max().log())) < 1e-5
