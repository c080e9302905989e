"""The greedy answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.answering import Said, agreement, ending, say, strongest
from worker.prefill import read_on


def quiet(layer: int) -> None:
    """No progress."""


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
        states = run.warm.prefill.hidden[-1, -3:]
        tokens, log_probabilities = strongest(run.parts, states)
        chances = (run.parts.norm(states) @ run.parts.head.T).softmax(-1)
    assert tokens == chances.argmax(-1).tolist()
    assert torch.allclose(torch.tensor(log_probabilities), chances.amax(-1).log(), atol=1e-5)


@pytest.mark.parametrize("right", [0, 2, 5])
def test_a_guess_changes_nothing_but_the_work(engines: Any, right: int) -> None:
    run = opened(engines("demo"), noise(20, 20))
    parts, prefill = run.parts, run.warm.prefill
    free = say(parts, prefill, [], 6, quiet)
    guessed = [*free.ids[:right], *(i + 1 for i in free.ids[right:5])]
    asked: list[int] = []
    handle = parts.layers[0].register_forward_pre_hook(lambda *a: asked.append(1))
    try:
        said = say(parts, prefill, [], 6, quiet, read_on(parts, prefill, guessed, quiet), guessed)
    finally:
        handle.remove()
    assert said.ids == free.ids
    assert np.allclose(said.log_probabilities, free.log_probabilities, atol=1e-4)
    assert len(asked) == 2 + 5 - right  # the guess, the prompt's end, and a step for each miss


def test_a_longer_answer_covers_a_shorter_question() -> None:
    stopped, ended = Said((4, 5), (-1.0, -2.0), False), Said((4, 5), (-1.0, -2.0), True)
    assert stopped.covers(2)
    assert not stopped.covers(3)
    assert ended.covers(64)
    assert ended.first(64) == ended
    assert ended.first(1) == Said((4,), (-1.0,), False)
    assert agreement([4, 5, 6], [4, 9]) == 1
