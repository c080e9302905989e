"""Ablate each patch: which single patch does the answer hang on?

Each patch in turn is replaced before the first block reads it, alone or with its neighbours, and
the log-probability of the followed word is read again. The map shows what each removal changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from contract.analysis import Analysis
from contract.artifact import Followed
from contract.figure import Heatmap, View
from contract.model_run import ModelRun
from contract.numbers import rounded
from measures.patch_effects import patch_effects
from measures.replacements import Replacement
from measures.stills import still

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

DIGITS = 6


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    replacement: Replacement = Field(
        "mean",
        title="Stand-in",
        description="mean: an average image token; zero; noise like this picture; neighbours",
    )
    buffer: int = Field(
        0, ge=0, le=2, title="Buffer", description="Rings of neighbours removed with each patch"
    )
    target: Text | None = Field(
        None, title="Word to follow", description="Empty: the model's own answer token"
    )
    token: int = Field(
        0, ge=0, le=255, title="Answer token", description="Its number in the answer, from 0"
    )
    seed: int = Field(0, ge=0, lt=2**32, title="Seed", description="Of the noise")


class Artifact(BaseModel):
    """What the page draws. `log_probability`: [patch], with that patch removed; natural logs.

    `baseline`: with nothing removed; the difference is the patch's effect in nats.
    """

    rows: int
    cols: int
    replacement: Replacement
    buffer: int
    target: Followed
    baseline: float
    log_probability: list[float]


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """Every patch is one variant of the same question; all go to the model in one call."""
    run.progress("reading the answer", 0.1)
    target = run.target(spec.target, spec.token)
    run.progress("removing each patch in turn", 0.2)
    effects = patch_effects(run, target, spec.replacement, spec.buffer, spec.seed)
    baseline, *without = rounded(effects.log_probabilities, DIGITS)
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        replacement=spec.replacement,
        buffer=spec.buffer,
        target=Followed(text=target.text, index=target.index),
        baseline=baseline,
        log_probability=without,
    )


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each patch."""
    for patch, value in enumerate(artifact.log_probability):
        yield {
            "row": patch // artifact.cols,
            "col": patch % artifact.cols,
            "log_probability": value,
            "change": value - artifact.baseline,
        }


def heatmap(artifact: Artifact, view: View) -> Heatmap:
    """What removing each patch changes; below 0 the word needed it."""
    changes = [value - artifact.baseline for value in artifact.log_probability]
    title = f"“{artifact.target.text.strip()}” without each patch"
    return still(changes, (artifact.rows, artifact.cols), title, "change in nats", "diverging")


analysis = Analysis(
    title="Ablate each patch",
    question="Which single patch does the answer hang on?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    heatmap=heatmap,
    place=40,
)
