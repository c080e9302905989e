"""Patches chosen by a rule: a word's map, a drawn shape, chance, or what the model shows itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Annotated, Literal

from pydantic import BaseModel, Field, FiniteFloat, StringConstraints

from contract.geometry import Box
from contract.interventions import Floats
from contract.model_run import ModelRun
from measures.subsets import (
    Patches,
    checked,
    inside_box,
    inside_polygon,
    random_patches,
    registers,
    strongest,
)
from measures.word_layers import word_at

Count = Annotated[int, Field(ge=1, le=100_000)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Magnitudes = Callable[[], Floats]


class ByWord(BaseModel, extra="forbid"):
    """The `count` patches that say a word most; layer None: where one says it most of all."""

    kind: Literal["word"]
    word: Word
    layer: int | None = None
    count: Count


class ByBox(BaseModel, extra="forbid"):
    """Patches under a box (left, top, right, bottom) in original pixels."""

    kind: Literal["box"]
    box: tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat]


class ByPolygon(BaseModel, extra="forbid"):
    """Patches under a polygon of (x, y) in original pixels."""

    kind: Literal["polygon"]
    points: Annotated[list[tuple[FiniteFloat, FiniteFloat]], Field(min_length=3, max_length=10_000)]


class ByNorm(BaseModel, extra="forbid"):
    """Registers: patches with an unusually long embedding."""

    kind: Literal["register"]


class ByChance(BaseModel, extra="forbid"):
    """`count` patches drawn at random."""

    kind: Literal["random"]
    count: Count


class ByGradient(BaseModel, extra="forbid"):
    """The `count` patches with the highest integrated gradients."""

    kind: Literal["gradient"]
    count: Count


Rule = Annotated[
    ByWord | ByBox | ByPolygon | ByNorm | ByChance | ByGradient, Field(discriminator="kind")
]


@singledispatch
def chosen(rule: BaseModel, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    """The patches that a rule picks; only `ByGradient` asks for the `magnitudes` (patches,)."""
    raise TypeError(f"Not a rule: {rule!r}")


@chosen.register
def _by_word(rule: ByWord, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    return strongest(word_at(run, rule.word, rule.layer).values, rule.count)


@chosen.register
def _by_box(rule: ByBox, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    left, top, right, bottom = rule.box
    box = Box(left=left, top=top, right=right, bottom=bottom)
    return inside_box(box, run.geometry.grids[0])


@chosen.register
def _by_polygon(rule: ByPolygon, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    return inside_polygon(rule.points, run.geometry.grids[0])


@chosen.register
def _by_norm(rule: ByNorm, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    return registers(run.image_embeddings())


@chosen.register
def _by_chance(rule: ByChance, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    return random_patches(rule.count, patches_of(run), seed)


@chosen.register
def _by_gradient(rule: ByGradient, run: ModelRun, magnitudes: Magnitudes, seed: int) -> Patches:
    return strongest(magnitudes(), rule.count)


def by_hand(patches: list[int], run: ModelRun) -> Patches:
    """Patches named one by one; raises `NoSuchPatch`."""
    return checked(patches, patches_of(run))


def patches_of(run: ModelRun) -> int:
    """How many patches the primary grid has."""
    grid = run.geometry.grids[0]
    return grid.rows * grid.cols
