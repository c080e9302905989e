"""Scores of many variants: in the caller's order, within the memory, as if asked one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import worker.scoring
from contract.interventions import BlockAttention, Intervention, ReplaceTokens
from contract.model_run import Target
from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.prefill import read, read_on
from worker.scoring import judged, row_bytes, score

TARGET = Target((11, 12), (7, 300), 2, "two pieces")


def quiet(done: float) -> None:
    """No progress."""


@pytest.fixture
def run(engines: Any) -> Any:
    """A random model that has read a picture of noise."""
    return opened(engines("demo"), noise(64, 48))


def variants_of(run: Any) -> list[list[Intervention]]:
    """Some that begin late, some early, one that changes nothing."""
    image, last = tuple(run.geometry.grids[0].positions), len(run.tokens) - 1
    black = np.zeros(64, np.float32)
    cuts = [BlockAttention(image, (last,), (block,), True) for block in (2, 0, 1)]
    return [[cuts[0]], [ReplaceTokens(image[9:99], black)], [], [cuts[1]], [cuts[2]],
            [ReplaceTokens(image[200:], black), cuts[0]]]  # fmt: skip


def scored(run: Any, variants: Any) -> tuple[torch.Tensor, torch.Tensor]:
    prefill = run.warm.prefill
    tail = read_on(run.parts, prefill, (7, 300, 11), quiet)
    return score(run.parts, prefill, tail, variants, TARGET, quiet)


def full(run: Any, variant: Any) -> float:
    """The same from one pass over prompt and target without any cache."""
    parts, prompt = run.parts, len(run.tokens)
    with torch.inference_mode():
        extra = parts.embeddings[torch.tensor([7, 300, 11])][None]
        whole = torch.cat([run.warm.prefill.embeddings, extra], 1)
    rows = tuple(range(prompt, prompt + 3))
    explicit = [
        BlockAttention(each.sources, (*each.targets, *rows), each.layers)
        if isinstance(each, BlockAttention) else each
        for each in variant
    ]  # fmt: skip
    states = read(parts, whole, explicit, quiet).hidden[-1, -2:]
    chances = (parts.norm(states) @ parts.head.T).log_softmax(-1)
    return float(chances[0, 11] + chances[1, 12])


def test_scores_equal_a_full_pass_over_prompt_and_target(run: Any) -> None:
    variants = variants_of(run)
    values, says = scored(run, variants)
    true = [full(run, variant) for variant in variants]
    assert np.allclose(values, true, atol=1e-3)
    assert len({round(value, 3) for value in true}) == len(variants)
    assert not says.any()


@pytest.mark.parametrize("rows", [1, 2, 64])
def test_batched_equals_one_by_one(run: Any, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    variants = variants_of(run)
    alone = torch.cat([scored(run, [variant])[0] for variant in variants])
    monkeypatch.setattr(worker.scoring, "room", lambda parts, count, length: rows)
    assert torch.allclose(scored(run, variants)[0], alone, atol=1e-4)


def test_a_batch_stays_within_the_budget(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    length = len(run.tokens) + 3
    budget = 3 * row_bytes(run.parts, length, length)
    monkeypatch.setattr(worker.scoring, "BATCH_BYTES", budget)
    asked: list[int] = []
    true = worker.scoring.resume

    def resume(parts: Any, prefill: Any, tail: Any, variants: Any, start: Any, tick: Any) -> Any:
        asked.append(len(variants) * row_bytes(parts, length - start.position, length))
        return true(parts, prefill, tail, variants, start, tick)

    monkeypatch.setattr(worker.scoring, "resume", resume)
    scored(run, variants_of(run) * 4)
    assert max(asked) <= budget
    assert len(asked) > 1


def test_the_likeliest_token_is_said_and_its_probability_is_the_softmax(run: Any) -> None:
    states = run.warm.prefill.hidden[-1, -3:]
    with torch.inference_mode():
        chances = (run.parts.norm(states) @ run.parts.head.T).log_softmax(-1)
    best = chances.argmax(-1)
    ids = torch.stack([best[0], (best[1] + 1) % 4096, best[2]])
    values, says = judged(run.parts, states, ids)
    assert torch.allclose(values, chances.gather(1, ids[:, None])[:, 0], atol=1e-4)
    assert says.tolist() == [True, False, True]


def test_progress_grows_to_the_end(run: Any) -> None:
    told: list[float] = []
    prefill = run.warm.prefill
    tail = read_on(run.parts, prefill, (7, 300, 11), quiet)
    score(run.parts, prefill, tail, variants_of(run), TARGET, told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.5 < told[-1] < 1
