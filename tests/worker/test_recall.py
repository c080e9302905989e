"""Nothing is computed twice for the same question, and what is remembered is true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from contract.interventions import BlockAttention, Intervention, ReplaceTokens
from contract.model_run import Target
from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.recall import said, scored, tail
from worker.warmth import Warm


@pytest.fixture
def run(engines: Any) -> Any:
    """A random model that has read a picture of noise."""
    return opened(engines("demo"), noise(64, 48))


def quiet(done: float) -> None:
    """No progress."""


def fresh(run: Any) -> Warm:
    """The same run before anything was asked."""
    return Warm(run.warm.encoded, run.warm.prefill)


def removed(run: Any, value: float = 0.0) -> list[Intervention]:
    image = tuple(run.geometry.grids[0].positions)
    return [ReplaceTokens(image[3:90], np.full(64, value, np.float32))]


class Passes:
    """Counts what a model's last block is asked while it is watched."""

    def __init__(self, parts: Any) -> None:
        self.count = 0
        self.block = parts.layers[-1]

    def __enter__(self) -> Passes:
        self.handle = self.block.register_forward_pre_hook(self.add)
        return self

    def add(self, module: Any, args: Any) -> None:
        self.count += 1

    def __exit__(self, *error: object) -> None:
        self.handle.remove()


def test_a_remembered_answer_equals_a_fresh_one_and_costs_nothing(run: Any) -> None:
    warm = run.warm
    first = said(run.parts, warm, removed(run), 5, quiet)
    with Passes(run.parts) as passes:
        assert said(run.parts, warm, removed(run), 5, quiet) == first
        assert said(run.parts, warm, removed(run), 2, quiet) == first.first(2)
    assert passes.count == 0
    again = said(run.parts, fresh(run), removed(run), 5, quiet)
    assert again.ids == first.ids
    assert np.allclose(again.log_probabilities, first.log_probabilities, atol=1e-4)
    assert said(run.parts, warm, removed(run, 3.0), 5, quiet) != first


def test_the_own_answer_as_a_guess_spares_the_steps(run: Any) -> None:
    own = said(run.parts, run.warm, [], 6, quiet)
    image, last = tuple(run.geometry.grids[0].positions), len(run.tokens) - 1
    harmless = [BlockAttention(image[:1], (last,), (2,))]
    with Passes(run.parts) as passes:
        assert said(run.parts, run.warm, harmless, 6, quiet).ids == own.ids
    assert passes.count == 2  # the guess as it is, and under the change


def test_scores_come_in_order_and_are_remembered_by_what_they_mean(run: Any) -> None:
    target = Target((5,), (), 0, "")
    nothing = ReplaceTokens((), np.zeros((0, 64), np.float32))
    variants = [removed(run), [], removed(run, 1.0), [nothing], removed(run)]
    found = scored(run.parts, run.warm, variants, target, quiet)
    assert found[0] == found[4]
    assert found[1] == found[3]
    assert len(run.warm.scores.values) == 3
    with Passes(run.parts) as passes:
        assert scored(run.parts, run.warm, variants[::-1], target, quiet) == found[::-1]
    assert passes.count == 0
    anew = scored(run.parts, fresh(run), variants, target, quiet)
    assert np.allclose(found, anew, atol=1e-4)
    other = scored(run.parts, run.warm, variants, Target((6,), (), 0, ""), quiet)
    assert other[0] != found[0]


def test_tokens_behind_the_prompt_are_read_once(run: Any) -> None:
    first = tail(run.parts, run.warm, (4, 5), quiet)
    assert tail(run.parts, run.warm, (4, 5), quiet) is first
    assert first.length == 2
