"""Each check at load fails when its fault is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

import worker.hooks
import worker.prefill
from contract.errors import ModelFailedItsChecks
from worker.checks import CHECKS, check
from worker.hooks import Cut
from worker.load import Loaded


@pytest.fixture(params=["sdpa", "eager"])
def loaded(request: pytest.FixtureRequest, engines: Any) -> Loaded:
    """A sound model."""
    model: Loaded = engines("demo", attention=request.param).loaded
    return model


def test_a_sound_model_passes(loaded: Loaded) -> None:
    check(loaded)
    assert len(CHECKS) == 5


def test_a_norm_applied_twice_is_found(loaded: Loaded) -> None:
    once: Callable[[Tensor], Tensor] = loaded.parts.norm
    parts = replace(loaded.parts, norm=lambda x: once(once(x)))  # type: ignore[arg-type]
    with pytest.raises(ModelFailedItsChecks, match="lens_is_the_model"):
        check(replace(loaded, parts=parts))


def test_a_norm_left_out_is_found(loaded: Loaded) -> None:
    parts = replace(loaded.parts, norm=torch.nn.Identity())
    with pytest.raises(ModelFailedItsChecks, match="lens_is_the_model"):
        check(replace(loaded, parts=parts))


def test_a_replacement_that_is_off_by_a_bit_is_found(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = worker.hooks.changed
    monkeypatch.setattr(worker.hooks, "changed", lambda *a: true(*a) * (1 + 2**-20))
    with pytest.raises(ModelFailedItsChecks, match="nothing_replaced_changes_nothing"):
        check(loaded)


def test_a_knockout_that_does_nothing_is_found(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker.hooks, "without", lambda mask, cuts, rows: mask)
    with pytest.raises(ModelFailedItsChecks, match="text_without_image_ignores_pixels"):
        check(loaded)


def test_a_blocked_edge_that_still_carries_a_little_is_found(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaky(mask: Tensor, cuts: Sequence[Cut], rows: int) -> Tensor:
        mask = mask.clone()
        for cut in cuts:
            mask[:, :, torch.tensor(cut.queries)[:, None], torch.tensor(cut.keys)] -= 3
        return mask

    fact = CHECKS["blocked_edge_carries_nothing"]
    monkeypatch.setattr(worker.hooks, "without", leaky)
    for name in CHECKS:
        monkeypatch.setitem(CHECKS, name, lambda subject: None)
    monkeypatch.setitem(CHECKS, "blocked_edge_carries_nothing", fact)
    with pytest.raises(ModelFailedItsChecks, match="blocked_edge_carries_nothing"):
        check(loaded)


def test_hooks_that_stay_after_an_error_are_found(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[Any] = []

    @contextmanager
    def staying(parts: Any, variants: Any, span: Any) -> Iterator[None]:
        left.extend(worker.hooks.attach(parts, variants, span))
        yield
        while left:
            left.pop().remove()

    monkeypatch.setattr(worker.prefill, "applied", staying)
    try:
        with pytest.raises(ModelFailedItsChecks, match="hooks_vanish"):
            check(loaded)
    finally:
        for handle in left:
            handle.remove()
