"""The gradient against finite differences, its value against the plain model, nothing left over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from contract.errors import Cancelled
from contract.model_run import Gradients, Target
from tests.worker.checkpoints import FAMILIES, noise
from tests.worker.squares import opened
from worker import gradients
from worker.checks import hook_count

TARGET = Target(ids=(300, 12), before=(7, 45), index=2, text="a target")


def idle(done: float) -> None:
    """No progress."""


def ask(run: Any, embeddings: Any, target: Target = TARGET) -> Gradients:
    positions = run.geometry.grids[0].positions
    return gradients.gradient(run.parts, run.warm.prefill, positions, target, embeddings, idle)


def points(run: Any, count: int) -> Any:
    """The picture's own embeddings, and others nearby."""
    own = run.image_embeddings()
    steps = np.random.default_rng(0).normal(size=(count, *own.shape)) * own.std()
    return (own + steps * np.arange(count)[:, None, None] / 4).astype(np.float32)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_value_is_what_the_plain_model_says(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(64, 48))
    encoded, parts = run.warm.encoded, run.parts
    said = torch.tensor([[*TARGET.before, *TARGET.ids]])
    with torch.inference_mode():
        whole = torch.cat([encoded.ids, said], 1)
        logits = parts.model(input_ids=whole, **encoded.pixels).logits[0]
    chances = logits.double().log_softmax(-1)[-3:-1]
    true = float(chances[0, TARGET.ids[0]] + chances[1, TARGET.ids[1]])
    assert ask(run, run.image_embeddings()[None]).values[0] == pytest.approx(true, abs=2e-3)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_equals_finite_differences(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(64, 48))
    own = run.image_embeddings()
    slope = ask(run, own[None]).slopes[0]
    assert slope.shape == own.shape
    random = np.random.default_rng(1)
    for way in (slope / np.linalg.norm(slope), random.normal(size=own.shape) * own.std()):
        step = (way * 2e-2 / np.linalg.norm(way)).astype(np.float32)
        after, before = ask(run, np.stack([own + step, own - step])).values
        assert after - before == pytest.approx(2 * float((slope * step).sum()), rel=0.03, abs=1e-4)


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_a_batch_equals_one_by_one(
    engines: Any, attention: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened(engines("demo", attention=attention), noise(64, 48))
    embeddings = points(run, 3)
    single = [ask(run, each[None]) for each in embeddings]
    values = np.concatenate([each.values for each in single])
    slopes = np.concatenate([each.slopes for each in single])
    assert len(set(values.tolist())) == 3
    for budget in (1 << 30, 1):  # 1: blocks are computed twice
        monkeypatch.setattr(gradients, "BUDGET_BYTES", budget)
        batch = ask(run, embeddings)
        assert np.allclose(batch.values, values, atol=1e-4)
        assert np.allclose(batch.slopes, slopes, rtol=1e-3, atol=1e-4 * np.abs(slopes).max())


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_is_kept_for_the_way_back_is_no_more_than_was_reckoned(
    engines: Any, attention: str, dtype: str
) -> None:
    run = opened(engines("demo", dtype=dtype), noise(64, 48))
    parts, prefill = run.parts, run.warm.prefill
    own = {weight.untyped_storage().data_ptr() for weight in parts.model.parameters()}
    kept: dict[int, int] = {}

    def count(tensor: torch.Tensor) -> torch.Tensor:
        memory = tensor.untyped_storage()
        if memory.data_ptr() not in own:
            kept[memory.data_ptr()] = memory.nbytes()
        return tensor

    with gradients.differentiable(), gradients.attending(parts, attention):
        past, states = gradients.behind(prefill, 4), gradients.ahead(parts, prefill, 4, TARGET)
        reckoned = gradients.row_bytes(parts, states, 4 + states.shape[1], attention)
        states.requires_grad_()
        with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
            value = gradients.log_probability(parts, past, states, TARGET.ids)
    assert value.requires_grad
    assert 0.2 * reckoned < sum(kept.values()) <= reckoned


def test_nothing_is_left_behind(engines: Any) -> None:
    for error in (None, Cancelled, ValueError):
        run = opened(engines("demo"), noise(64, 48))
        parts, hooks = run.parts, hook_count(run.parts)
        length = run.warm.prefill.cache.get_seq_length()

        def tick(done: float, error: Any = error) -> None:
            if error and done > 0:
                raise error

        with torch.inference_mode():
            try:
                gradients.gradient(
                    parts, run.warm.prefill, run.geometry.grids[0].positions, TARGET,
                    points(run, 2), tick,
                )  # fmt: skip
            except (Cancelled, ValueError) as raised:
                assert type(raised) is error
            assert torch.is_inference_mode_enabled()
        assert all(weight.grad is None for weight in parts.model.parameters())
        assert not any(weight.requires_grad for weight in parts.model.parameters())
        assert parts.attentions[0].config._attn_implementation == "sdpa"
        assert not any("forward" in vars(block) for block in parts.layers)
        assert hook_count(parts) == hooks
        assert run.warm.prefill.cache.get_seq_length() == length


@pytest.mark.parametrize("family", FAMILIES)
def test_the_baseline_overwrites_no_text_token(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(64, 48))
    positions = run.geometry.grids[0].positions
    start, read = min(positions), []
    see = run.parts.layers[0].register_forward_pre_hook(
        lambda block, args, kwargs: read.append(args[0] if args else kwargs["hidden_states"]),
        with_kwargs=True,
    )
    try:
        ask(run, np.full_like(run.image_embeddings(), 9.0)[None])
    finally:
        see.remove()
    before = run.warm.prefill.embeddings[0, start:]
    changed = (read[0][0, : len(before)] != before).any(-1).nonzero()[:, 0] + start
    assert changed.tolist() == sorted(positions)
    assert torch.equal(read[0][0, len(before) :], run.parts.embeddings[[7, 45, 300]])


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_the_value_is_that_of_the_scores(engines: Any, dtype: str) -> None:
    run = opened(engines("demo", dtype=dtype), noise(64, 48))
    target = run.target("grass", 1)
    found = run.gradient(target, run.image_embeddings()[None])
    true = run.scores([()], target).log_probabilities
    assert found.values == pytest.approx(true, abs=1e-3 if dtype == "float32" else 0.2)


def test_the_target_of_integrated_gradients_is_not_the_bos_token(engines: Any) -> None:
    run = opened(engines("llava"), noise(64, 48))
    tokenizer = run.vocabulary.tokenizer
    assert tokenizer("Yes")["input_ids"][0] == tokenizer.bos_token_id  # the trap
    target = run.target("Yes")
    assert tokenizer.bos_token_id not in target.ids
    assert "".join(run.words(target.ids)).strip().lower() == "yes"


def completeness(run: Any, target: Target, steps: int = 50) -> tuple[float, float]:
    """Integrated gradients from the mean patch by midpoints: (their sum, the difference)."""
    own = run.image_embeddings()
    base = np.broadcast_to(own.mean(0), own.shape).astype(np.float32)
    total = 0.0
    for step in range(steps):
        point = base + (own - base) * np.float32((step + 0.5) / steps)
        total += float((ask(run, point[None], target).slopes[0] * (own - base)).sum()) / steps
    ends = ask(run, np.stack([base, own]), target).values
    return total, float(ends[1] - ends[0])


@pytest.mark.parametrize("family", FAMILIES)
def test_integrated_gradients_are_complete(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(64, 48))
    total, difference = completeness(run, Target(ids=(300,), before=(), index=0, text="a"))
    assert abs(difference) > 0.3
    assert total == pytest.approx(difference, rel=0.05)
