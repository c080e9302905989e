"""A still picture of an artifact: one map over the patches, and which one is wanted."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class View(BaseModel):
    """What the reader was looking at."""

    layer: int | None = Field(None, description="None for the last layer")
    word: str | None = Field(None, description="None for the artifact's first word")


class Heatmap(BaseModel):
    """Values over the patch grid, with what they mean.

    `values`: [row][col]. `scale` is sequential for amounts and diverging around 0 for differences.
    """

    values: list[list[float]]
    title: str
    unit: str
    low: float
    high: float
    scale: Literal["sequential", "diverging"] = "sequential"
