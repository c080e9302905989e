"""Pieces that several artifacts share, and where every artifact comes from."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from contract.geometry import Geometry

Segment = Literal["system", "image", "prompt", "answer"]


class Token(BaseModel):
    """One position of the sequence: its text and what it belongs to."""

    text: str
    segment: Segment


class AnswerToken(BaseModel):
    """One generated token and the natural logarithm of its probability."""

    text: str
    log_probability: float


class Answer(BaseModel):
    """What the model said, greedily."""

    text: str
    tokens: list[AnswerToken]


class Followed(BaseModel):
    """The target whose probability was followed, and the answer token in whose place it stands."""

    text: str
    index: int


class Provenance(BaseModel):
    """Everything needed to trust, and to repeat, a picture."""

    model: str
    revision: str
    dtype: str
    device: str
    attention: str = Field(description="attention implementation")
    norm: str = Field(description="the rule by which the final norm is applied")
    versions: dict[str, str] = Field(description="library: version")
    geometry: Geometry
    seed: int
    seconds: float
    created_at: str
