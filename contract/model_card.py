"""What a worker says about the model that it serves, and about itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from contract.job import ModelName


class Grid(BaseModel):
    """Rows and columns of image patches for a square picture."""

    rows: int
    cols: int


class ModelCard(BaseModel):
    """A model as the model picker shows it."""

    name: str
    revision: str
    dtype: str
    depth: int = Field(description="number of decoder blocks")
    grid: Grid
    family: str
    note: str = Field(description="what a reader must know, in one sentence")
    abilities: list[str] = Field(
        default_factory=list, description="what analyses may need of it, such as `reads_text`"
    )

    @property
    def id(self) -> ModelName:
        """Which weights these are, exactly."""
        return ModelName(name=self.name, revision=self.revision, dtype=self.dtype)


class WorkerCard(BaseModel):
    """One living worker. It expires unless it is said again."""

    id: str
    state: Literal["loading", "ready", "busy", "refused"]
    model: ModelCard | None = None
    detail: str = ""
    device: str = ""
    started_at: float = 0.0
