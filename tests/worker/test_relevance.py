"""Relevancy against a dense implementation and against a planted route; nothing left over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from contract.errors import Cancelled
from contract.model_run import Target
from contract.settings import Settings
from tests.worker.checkpoints import FAMILIES, build, entry, noise
from tests.worker.squares import opened, painted
from worker import gradients
from worker.checks import hook_count
from worker.engine import Engine
from worker.gradients import gradient
from worker.relevance import relevance, weights

TARGET = Target(ids=(300, 12), before=(7, 45), index=2, text="a target")


def idle(done: float) -> None:
    """No progress."""


def ask(run: Any, target: Target = TARGET) -> Any:
    positions = run.geometry.grids[0].positions
    return relevance(run.parts, run.warm.prefill, positions, target, idle)


def dense(run: Any) -> Any:
    """Every matrix of every block at once, from the first position on, in the plain order."""
    parts = run.parts
    ids = torch.tensor([*TARGET.before, *TARGET.ids[:-1]])
    prompt = run.warm.prefill.embeddings.clone()
    states = torch.cat([prompt, parts.embeddings[ids][None]], 1).requires_grad_()
    with gradients.attending(parts, "eager"):
        out = parts.decoder(inputs_embeds=states, output_attentions=True, use_cache=False)
    logits = (out.last_hidden_state[0, -2:] @ parts.head.T).log_softmax(-1)
    value = logits[0, TARGET.ids[0]] + logits[1, TARGET.ids[1]]
    slopes = torch.autograd.grad(value, out.attentions)
    relevancy = torch.eye(states.shape[1])
    for slope, weight in zip(slopes, out.attentions, strict=True):
        relevancy = relevancy + (slope * weight).clamp_min(0).mean(1)[0].detach() @ relevancy
    return relevancy[-2, run.geometry.grids[0].positions].numpy()


@pytest.mark.parametrize("family", FAMILIES)
def test_it_equals_a_straightforward_dense_implementation(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(64, 48))
    found, true = ask(run), dense(run)
    assert true.max() > 0
    assert np.allclose(found, true, rtol=5e-3, atol=1e-4 * true.max())


def test_it_is_the_same_under_any_attention_and_when_blocks_are_computed_twice(
    engines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [opened(engines("demo", attention=name), noise(64, 48)) for name in ("sdpa", "eager")]
    true = ask(runs[0])
    monkeypatch.setattr(gradients, "BUDGET_BYTES", 1)
    for run in runs:
        assert np.allclose(ask(run), true, rtol=5e-3, atol=1e-4 * true.max())


def routed(folder: Path) -> Engine:
    """A planted LLaVA with one route: in block 1 redness flows from everywhere to everywhere."""
    checkpoint = build(folder / "routed", "llava", planted=True)
    engine = Engine.load(Settings(model=str(checkpoint), dtype="float32", device="cpu"))
    attention: Any = engine.loaded.parts.attentions[1]
    for weight in (attention.q_proj.weight, attention.v_proj.weight):
        weight.zero_()
    attention.v_proj.weight[0, 0] = 1.0
    attention.o_proj.weight[0, 0] = 50.0
    return engine


def test_the_patch_from_which_the_word_flows_is_found(tmp_path: Path) -> None:
    engine = routed(tmp_path)
    grid = opened(engine, noise(300, 400)).geometry.grids[0]
    run = opened(engine, painted(grid, 7, 300, 400))
    dog = entry(run.vocabulary.tokenizer, " dog")
    target = Target(ids=(dog,), before=(), index=0, text=" dog")
    found = ask(run, target)
    assert int(found.argmax()) == 7
    assert found[7] > 10 * np.delete(found, 7).max()
    own = run.image_embeddings()
    base = np.broadcast_to(own[8], own.shape)  # no patch is red
    path = base + (own - base) * ((np.arange(50, dtype="f4") + 0.5) / 50)[:, None, None]
    prefill, positions = run.warm.prefill, grid.positions
    slopes = gradient(run.parts, prefill, positions, target, path, idle).slopes
    share = (slopes.mean(0) * (own - base)).sum(-1)
    ends = gradient(run.parts, prefill, positions, target, np.stack([base, own]), idle).values
    assert int(share.argmax()) == 7
    assert ends[1] - ends[0] > 0.1
    assert share.sum() == pytest.approx(ends[1] - ends[0], rel=0.05)


def test_masks_of_any_kind_mean_the_same() -> None:
    query, key = torch.randn(3, 8), torch.randn(5, 8)
    allowed = torch.ones(3, 5, dtype=torch.bool).tril(2)
    added = torch.zeros(3, 5).masked_fill(~allowed, torch.finfo(torch.float32).min)
    plain = weights(query, key, None, 1, 0.3)
    assert torch.equal(plain == 0, ~allowed)
    for mask in (allowed[None, None], added[None, None], allowed.expand(1, 2, 3, 5)):
        assert torch.allclose(weights(query, key, mask, 1, 0.3), plain)


def test_nothing_is_left_behind(engines: Any) -> None:
    run = opened(engines("demo"), noise(64, 48))
    parts, hooks = run.parts, hook_count(run.parts)
    before = ask(run)

    def stop(done: float) -> None:
        if done > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        relevance(
            parts, run.warm.prefill, run.geometry.grids[0].positions, TARGET, stop
        )  # fmt: skip
    assert parts.attentions[0].config._attn_implementation == "sdpa"
    assert hook_count(parts) == hooks
    assert all(weight.grad is None for weight in parts.model.parameters())
    assert np.array_equal(ask(run), before)
