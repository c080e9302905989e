"""Evidence: what in the picture speaks for one word of the answer?

Four maps of the same word side by side: what the patches say (lens), what the answer looks at
(attention), what it is sensitive to (gradient x input) and what it cannot do without (each patch
removed in turn), and how far they agree. Only the last one is an experiment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, Field

from contract.analysis import Analysis
from contract.errors import BadParameters, FieldError
from contract.figure import Heatmap, View
from contract.model_run import ModelRun, Target
from contract.numbers import rounded
from measures.agreement import rank_correlations
from measures.gradient_input import gradient_times_input
from measures.patch_effects import patch_effects
from measures.stills import Scale, still
from measures.whole_words import whole_word
from measures.word_layers import word_at

Name = Literal["lens", "attention", "attribution", "causal"]

SHORTEST = 64  # tokens read of the answer; what the page asks for anyway


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    token: int = Field(
        0, ge=0, le=255, title="Answer token", description="Its number in the answer, from 0"
    )
    causal: bool = Field(
        True, title="Remove each patch", description="Slower, but the only experiment"
    )


class Piece(BaseModel):
    """The token of the answer, and the whole word that it belongs to; "" for white space."""

    index: int
    text: str
    word: str


class Map(BaseModel):
    """One kind of evidence. `values`: [patch]; `layer`: where only one layer was read."""

    name: Name
    title: str
    unit: str
    scale: Scale
    layer: int | None
    values: list[float]


class Artifact(BaseModel):
    """What the page draws. `agreement`: Spearman's rank correlation of [map][map].

    It is None where a map is the same everywhere. White space has no lens map.
    """

    rows: int
    cols: int
    token: Piece
    maps: list[Map]
    agreement: list[list[float | None]]


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """Every map follows the same token of the model's own answer."""
    run.progress("reading the answer", 0.05)
    target = run.target(None, spec.token)
    answer = run.answer([], max(SHORTEST, spec.token + 1))
    word = whole_word([token.text for token in answer.tokens], spec.token)
    maps = list(evidence(run, target, word, spec.causal))
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        token=Piece(index=target.index, text=target.text, word=word),
        maps=maps,
        agreement=[
            [None if value is None else round(value, 4) for value in row]
            for row in rank_correlations([each.values for each in maps])
        ],
    )


def evidence(run: ModelRun, target: Target, word: str, experiment: bool) -> Iterator[Map]:
    """The maps in the order of the page."""
    if word:
        run.progress("looking for the word in the patches", 0.15)
        yield lens(run, word)
    run.progress("reading attention", 0.3)
    yield attention(run, target)
    run.progress("following the gradient", 0.4)
    yield attribution(run, target)
    if experiment:
        run.progress("removing each patch in turn", 0.5)
        yield causal(run, target)


def lens(run: ModelRun, word: str) -> Map:
    """The word's probability at every patch, at the layer where its best patch is highest."""
    found = word_at(run, word)
    return Map(
        name="lens",
        title="Patches that say it",
        unit="probability",
        scale="sequential",
        layer=found.layer,
        values=rounded(found.values),
    )


def attention(run: ModelRun, target: Target) -> Map:
    """Attention of the position that says the token, the mean over all heads and blocks."""
    weights = run.target_attention(target, range(run.depth)).mean(axis=(0, 1))
    return Map(
        name="attention",
        title="Patches that it looks at",
        unit="attention",
        scale="sequential",
        layer=None,
        values=rounded(weights[run.geometry.grids[0].positions]),
    )


def attribution(run: ModelRun, target: Target) -> Map:
    """Gradient x input of the token's log-probability."""
    signed, _ = gradient_times_input(run, target)
    return Map(
        name="attribution",
        title="Patches that it is sensitive to",
        unit="nats",
        scale="diverging",
        layer=None,
        values=rounded(signed),
    )


def causal(run: ModelRun, target: Target) -> Map:
    """What the log-probability loses without each patch; above 0 the word needed it."""
    return Map(
        name="causal",
        title="Patches that it needs",
        unit="nats",
        scale="diverging",
        layer=None,
        values=rounded(patch_effects(run, target).drops),
    )


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each patch, one column for each map."""
    for patch in range(artifact.rows * artifact.cols):
        yield {
            "row": patch // artifact.cols,
            "col": patch % artifact.cols,
            **{each.name: each.values[patch] for each in artifact.maps},
        }


def heatmap(artifact: Artifact, view: View) -> Heatmap:
    """The map named by the view's word, else the first."""
    found = named(artifact, view.word)
    title = f"{found.title}: “{artifact.token.word or artifact.token.text}”"
    return still(found.values, (artifact.rows, artifact.cols), title, found.unit, found.scale)


def named(artifact: Artifact, wanted: str | None) -> Map:
    """The map called `wanted` (None: the first); raises `BadParameters` if there is none."""
    maps = {each.name: each for each in artifact.maps}
    for name, found in maps.items():
        if wanted in (None, name):
            return found
    detail = f"The map {wanted!r} is not part of this result, which has {list(maps)!r}."
    raise BadParameters(detail, [FieldError(loc=["word"], msg="not part of this result")])


analysis = Analysis(
    title="Evidence",
    question="What in the picture speaks for this word of the answer?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    heatmap=heatmap,
    place=70,
)
