"""Remove patches: does the answer hang on them?

The chosen patches' embeddings are replaced before the first block reads them, and the model
answers again. Beside it stands what the same number of random patches does, what the registers
do and what the patches with the highest gradients do: a region matters only if removing it costs
more than chance. (Token ablation, arXiv 2410.07149, section 3.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from contract.analysis import Analysis
from contract.artifact import Answer, Followed
from contract.figure import Heatmap, View
from contract.interventions import Intervention
from contract.model_run import ModelRun
from contract.numbers import rounded
from measures.integrated_gradients import integrated_gradients
from measures.intervals import p_value
from measures.replacements import Replacement, removals
from measures.selections import Magnitudes, Rule, by_hand, chosen, patches_of
from measures.stills import still
from measures.subsets import (
    NothingSelected,
    Patches,
    grown,
    random_patches,
    registers,
    strongest,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

DIGITS = 6


@dataclass(config=ConfigDict(extra="forbid"))
class ControlsAsked:
    """What else is removed for comparison; a dataclass, for models own the name `register`."""

    random: int = Field(default=20, ge=0, le=100, title="Random draws", description="0 for none")
    register: bool = Field(
        default=True, title="Registers", description="Patches with long embeddings"
    )
    gradient: bool = Field(
        default=True, title="Gradient's choice", description="Patches with the highest gradients"
    )


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    patches: list[int] | None = Field(
        None, max_length=100_000, title="Patches", description="Numbers row * cols + col"
    )
    select: Rule | None = Field(
        None, title="Rule", description="By word, shape, chance, length or gradient instead"
    )
    replacement: Replacement = Field(
        "mean",
        title="Stand-in",
        description="mean: an average image token; zero; noise like this picture; neighbours",
    )
    buffer: int = Field(0, ge=0, le=2, title="Buffer", description="Rings of neighbours added")
    target: Text | None = Field(
        None, title="Word to follow", description="Empty: the model's own answer token"
    )
    token: int = Field(
        0, ge=0, le=255, title="Answer token", description="Its number in the answer, from 0"
    )
    controls: ControlsAsked = Field(
        ControlsAsked(), title="Controls", description="What else is removed for comparison"
    )
    seed: int = Field(0, ge=0, lt=2**32, title="Seed", description="Of the random draws")
    max_tokens: int = Field(64, ge=1, le=256, title="Length", description="Tokens of the answer")

    @model_validator(mode="after")
    def _one_choice(self) -> Spec:
        if not self.patches and self.select is None:
            raise PydanticCustomError("nothing_selected", "Select at least one patch")
        if self.patches and self.select is not None:
            raise PydanticCustomError("two_choices", "Give patches or select, not both")
        return self


class Change(BaseModel):
    """The target's log-probability with all patches and without the removed ones."""

    before: float
    after: float


class Control(BaseModel):
    """Other patches, and the target's log-probability without them."""

    patches: list[int]
    log_probability: float


@dataclass
class Controls:
    """What removing others does; None where it was not asked for, or no patch was removed.

    `random`: the target's log-probability after each draw of as many patches as were removed.
    """

    random: list[float]
    register: Control | None
    gradient: Control | None


class Artifact(BaseModel):
    """What the page draws. Log-probabilities are natural logarithms.

    `p_value`: the share of random draws that cost the target as much or more, each counted with
    the region itself; None without draws.
    """

    rows: int
    cols: int
    removed: list[int]
    replacement: Replacement
    target: Followed
    before: Answer
    after: Answer
    target_log_probability: Change
    controls: Controls
    p_value: float | None


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """The removal and all its controls are scored in one call, then the model answers without."""
    before = run.answer([], spec.max_tokens)
    run.progress("choosing the patches", 0.2, answer=before)
    target = run.target(spec.target, spec.token)
    gradients = cache(lambda: integrated_gradients(run, target, span=(0.2, 0.5)).magnitude)
    removed = region(run, spec, gradients)
    draws, long, steep = others(run, spec, removed, gradients)
    run.progress(f"removing {len(removed)} patches, and others to compare", 0.5)
    sets = [removed, *draws, *(each for each in (long, steep) if each is not None)]
    variants = [[], *without(run, sets, spec)]
    scores = iter(rounded(run.scores(variants, target).log_probabilities, DIGITS))
    change = Change(before=next(scores), after=next(scores))
    random = [next(scores) for _ in draws]
    controls = Controls(random, control(long, scores), control(steep, scores))
    run.progress("answering without the patches", 0.8)
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        removed=list(removed),
        replacement=spec.replacement,
        target=Followed(text=target.text, index=target.index),
        before=before,
        after=run.answer(variants[1], spec.max_tokens),
        target_log_probability=change,
        controls=controls,
        p_value=p_value(change.after, random) if random else None,
    )


def region(run: ModelRun, spec: Spec, gradients: Magnitudes) -> Patches:
    """The patches to remove, buffer included; raises `NothingSelected`.

    Registers may be none: that is a finding, not a mistake.
    """
    if spec.select is None:
        core = by_hand(spec.patches or [], run)
    else:
        core = chosen(spec.select, run, gradients, spec.seed)
        if not core and spec.select.kind != "register":
            raise NothingSelected(f"No patch lies under this {spec.select.kind}.")
    grid = run.geometry.grids[0]
    return grown(core, grid.rows, grid.cols, spec.buffer)


def others(
    run: ModelRun, spec: Spec, removed: Patches, gradients: Magnitudes
) -> tuple[list[Patches], Patches | None, Patches | None]:
    """Random draws, registers and the gradient's choice; the first and last as many as removed.

    As in the paper the draws come from all patches, removed ones included.
    """
    count, total = len(removed), patches_of(run)
    draws = range(1, spec.controls.random + 1) if removed else ()
    return (
        [random_patches(count, total, spec.seed, draw) for draw in draws],
        registers(run.image_embeddings()) if spec.controls.register else None,
        strongest(gradients(), count) if spec.controls.gradient and removed else None,
    )


def without(run: ModelRun, sets: list[Patches], spec: Spec) -> list[list[Intervention]]:
    """One variant for each set; removing nothing is the model as it is."""
    found = removals(run, sets, spec.replacement, spec.seed)
    return [[each] if each.positions else [] for each in found]


def control(patches: Patches | None, scores: Iterator[float]) -> Control | None:
    """A control with the next score, if there is one."""
    if patches is None:
        return None
    return Control(patches=list(patches), log_probability=next(scores))


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each set of patches that was removed, the first with nothing removed."""
    before, controls = artifact.target_log_probability.before, artifact.controls
    after = artifact.target_log_probability.after
    table: list[tuple[str, int, list[int] | None, float]] = [
        ("nothing", 0, [], before),
        ("selection", 0, artifact.removed, after),
    ]
    table += [("random", draw, None, value) for draw, value in enumerate(controls.random, 1)]
    for name, found in (("register", controls.register), ("gradient", controls.gradient)):
        if found is not None:
            table.append((name, 0, found.patches, found.log_probability))
    for name, draw, patches, value in table:
        yield {
            "removed": name,
            "draw": draw,
            "patches": " ".join(map(str, patches or ())),
            "log_probability": value,
            "change": value - before,
        }


def heatmap(artifact: Artifact, view: View) -> Heatmap:
    """Which patches were removed."""
    marks = [float(patch in artifact.removed) for patch in range(artifact.rows * artifact.cols)]
    title = f"{len(artifact.removed)} patches removed ({artifact.replacement})"
    return still(marks, (artifact.rows, artifact.cols), title, "removed", "sequential")


analysis = Analysis(
    title="Remove patches",
    question="Does the answer hang on these patches?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    heatmap=heatmap,
    place=30,
)
