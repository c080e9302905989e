"""Attribution: how much of a word's log-probability does each patch bring in?

Three ways to ask the gradient. Integrated gradients add up along the way from a picture of nothing
to this one (arXiv 1703.01365); gradient x input takes one step; relevancy follows attention and its
gradient through the blocks (arXiv 2103.15679) and knows no sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, Field, StringConstraints

from contract.analysis import Analysis
from contract.artifact import Followed
from contract.figure import Heatmap, View
from contract.interventions import Floats
from contract.model_run import ModelRun, Target
from contract.numbers import rounded
from measures.gradient_input import gradient_times_input
from measures.integrated_gradients import STEPS, Baseline, integrated_gradients
from measures.stills import still

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Method = Literal["integrated_gradients", "gradient_x_input", "relevance"]

TITLES: dict[Method, str] = {
    "integrated_gradients": "Integrated gradients",
    "gradient_x_input": "Gradient × input",
    "relevance": "Attention-gradient relevancy",
}


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    method: Method = Field(
        "integrated_gradients",
        title="Method",
        description="Integrated gradients add up; the other two are quicker",
    )
    target: Text | None = Field(
        None, title="Word to follow", description="Empty: the model's own answer token"
    )
    token: int = Field(
        0, ge=0, le=255, title="Answer token", description="Its number in the answer, from 0"
    )
    steps: int = Field(
        STEPS, ge=5, le=200, title="Steps", description="Of integrated gradients; more is closer"
    )
    baseline: Baseline = Field(
        "mean",
        title="Nothing is",
        description="Where integrated gradients begin: an average image token, or zeros",
    )


class Completeness(BaseModel):
    """How well the parts add up, in nats.

    `total`: sum over patches; `difference`: what the target gained from the baseline to the
    picture; `gap`: how far they are apart, as a share of the difference.
    """

    total: float
    difference: float
    gap: float


class Artifact(BaseModel):
    """What the page draws. `values`: [patch], signed or not; `magnitude`: [patch], at least 0."""

    rows: int
    cols: int
    method: Method
    target: Followed
    unit: str
    signed: bool
    values: list[float]
    magnitude: list[float]
    completeness: Completeness | None = Field(description="of integrated gradients only")


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """One target, one method."""
    run.progress("reading the answer", 0.05)
    target = run.target(spec.target, spec.token)
    run.progress("following gradients back to the picture", 0.1)
    values, magnitude, completeness = attributed(run, target, spec)
    signed = spec.method != "relevance"
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        method=spec.method,
        target=Followed(text=target.text, index=target.index),
        unit="nats" if signed else "relevancy",
        signed=signed,
        values=rounded(values),
        magnitude=rounded(magnitude),
        completeness=completeness,
    )


def attributed(
    run: ModelRun, target: Target, spec: Spec
) -> tuple[Floats, Floats, Completeness | None]:
    """Values and magnitudes (patches,) by the method asked for, and whether they add up."""
    if spec.method == "relevance":
        relevance = run.relevance(target)
        return relevance, relevance, None
    if spec.method == "gradient_x_input":
        return *gradient_times_input(run, target), None
    found = integrated_gradients(run, target, spec.steps, spec.baseline)
    total, difference, gap = rounded(np.array([found.total, found.difference, found.gap]))
    completeness = Completeness(total=total, difference=difference, gap=gap)
    return found.values, found.magnitude, completeness


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each patch."""
    for patch, (value, size) in enumerate(zip(artifact.values, artifact.magnitude, strict=True)):
        yield {
            "row": patch // artifact.cols,
            "col": patch % artifact.cols,
            "value": value,
            "magnitude": size,
        }


def heatmap(artifact: Artifact, view: View) -> Heatmap:
    """The values: around 0 where they have a sign."""
    title = f"{TITLES[artifact.method]} for “{artifact.target.text.strip()}”"
    scale: Literal["diverging", "sequential"] = "diverging" if artifact.signed else "sequential"
    return still(artifact.values, (artifact.rows, artifact.cols), title, artifact.unit, scale)


analysis = Analysis(
    title="Attribution",
    question="How much of this word does each patch bring in?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    heatmap=heatmap,
    place=60,
)
