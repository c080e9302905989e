"""The engine: warm runs, cancelling, errors and identity."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from contract.errors import Cancelled, ModelFailedItsChecks, UnknownModel
from contract.settings import Settings
from tests.worker.checkpoints import job_for, noise, png
from worker.checks import hook_count
from worker.engine import Engine


def test_a_second_question_about_the_same_picture_starts_warm(engines: Any) -> None:
    engine = engines("demo")
    engine.warm.clear()
    job, stages = job_for(engine.card, image="b" * 64), []
    first = engine.open(job, png(noise(30, 30)), lambda p: stages.append(p.stage))
    assert stages[0] == "reading the picture"
    assert any(stage.startswith("reading the prompt, layer ") for stage in stages)
    stages.clear()
    second = engine.open(job, b"not read again", lambda p: stages.append(p.stage))
    assert stages == []
    assert second.warm is first.warm


def test_progress_never_falls_and_names_the_layer(engines: Any) -> None:
    engine = engines("demo")
    engine.warm.clear()
    told: list[Any] = []
    run = engine.open(job_for(engine.card), png(noise(30, 30)), told.append)
    run.answer(max_tokens=3)
    run.top_words(range(4), 2)
    fractions = [p.fraction for p in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] <= 1
    assert {"answering", "reading layer 0 of 3"} <= {p.stage for p in told}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_cancelled_run_stops_within_a_layer_and_leaves_nothing(
    engines: Any, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr("worker.reporting.QUIET_S", 0)
    engine = engines("demo")
    engine.warm.clear()
    hooks = hook_count(engine.loaded.parts)  # the engine is shared: other tests came before
    stages: list[str] = []

    def listen(progress: Any) -> None:
        stages.append(progress.stage)
        if progress.stage.endswith(f"layer {at + 1} of 3"):
            raise Cancelled

    with pytest.raises(Cancelled):
        engine.open(job_for(engine.card), png(noise(30, 30)), listen)
    assert stages[-1] == f"reading the prompt, layer {at + 1} of 3"
    assert len(engine.warm.runs) == 0
    assert hook_count(engine.loaded.parts) == hooks


def test_a_job_for_other_weights_is_refused(engines: Any) -> None:
    engine = engines("demo")
    other = engine.card.model_copy(update={"revision": "0" * 40})
    with pytest.raises(UnknownModel, match="0000"):
        engine.open(job_for(other), png(noise(9, 9)), lambda p: None)


def test_a_model_that_fails_a_check_is_not_served(
    engines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = engines("demo").loaded
    monkeypatch.setattr("worker.engine.load", lambda settings: loaded)
    monkeypatch.setattr("worker.hooks.without", lambda mask, cuts, rows: mask)
    with pytest.raises(ModelFailedItsChecks):
        Engine.load(Settings())


def test_provenance_names_everything_that_matters(engines: Any) -> None:
    engine = engines("llava", attention="eager")
    run = engine.open(job_for(engine.card), png(noise(30, 20)), lambda p: None)
    source = engine.provenance(run, 1.23456)
    assert (source.model, source.revision) == (engine.card.name, engine.card.revision)
    assert (source.dtype, source.device, source.attention) == ("float32", "cpu", "eager")
    assert source.versions["torch"] == torch.__version__
    assert source.geometry == run.geometry
    assert source.seconds == 1.235
