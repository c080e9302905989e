"""What stays warm, and what goes first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from contract.interventions import BlockAttention, ReplaceTokens
from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.warmth import Recent, WarmRuns, digest


def warm(size: int) -> Any:
    return SimpleNamespace(bytes=size)


def test_the_least_recently_used_goes_first() -> None:
    runs = WarmRuns(100)
    for name in "ab":
        runs.keep(name, warm(40))
    assert runs.find("a") is not None
    runs.keep("c", warm(40))
    assert list(runs.runs) == ["a", "c"]
    assert runs.bytes == 80
    assert runs.find("b") is None


def test_a_run_that_is_too_large_is_not_kept() -> None:
    runs = WarmRuns(100)
    runs.keep("a", warm(10))
    runs.keep("b", warm(101))
    assert list(runs.runs) == ["a"]
    runs.clear()
    assert runs.bytes == 0


def test_a_run_that_grew_makes_the_oldest_go() -> None:
    runs, grown = WarmRuns(100), warm(40)
    runs.keep("a", warm(40))
    runs.keep("b", grown)
    grown.bytes = 90
    assert runs.find("b") is grown
    assert list(runs.runs) == ["b"]


def test_only_the_last_few_are_remembered() -> None:
    recent: Recent[str, int] = Recent(2)
    for number, key in enumerate("aba"):
        recent.keep(key, number)
    assert recent.find("b") == 1
    recent.keep("c", 9)
    assert list(recent.values) == ["b", "c"]
    assert recent.find("a") is None


def test_the_same_interventions_have_the_same_digest() -> None:
    def change(value: float) -> ReplaceTokens:
        return ReplaceTokens((3,), np.full(4, value, np.float32))

    cut = BlockAttention((1,), (2,), (0,))
    assert digest([change(1), cut]) == digest((change(1), cut))
    others = [digest([change(1)]), digest([change(2), cut]), digest([cut, change(1)]), digest([])]
    assert digest([change(1), cut]) not in others


def test_the_size_counts_everything_that_was_added(engines: Any) -> None:
    run = opened(engines("demo"), noise(20, 20))
    before = run.warm.bytes
    assert before == run.warm.prefill.bytes + 3 * 512 * 512 * 4  # the picture's pixels in float32
    run.answer(max_tokens=3)
    target = run.target(token=2)
    run.scores([[], [ReplaceTokens((9,), np.zeros(64, np.float32))]], target)
    held = [t for tail in run.warm.tails.values.values() for t in tensors(tail)]
    assert held
    assert all(t.untyped_storage().nbytes() == t.nbytes for t in held)  # no view of more
    assert run.warm.bytes == before + sum(t.nbytes for t in held) + (8 << 10) + (2 << 10)


def tensors(tail: Any) -> list[torch.Tensor]:
    """All that a tail holds."""
    parts = [t for layer in tail.cache.layers for t in (layer.keys, layer.values)]
    return [tail.embeddings, tail.hidden, *parts]
