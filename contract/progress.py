"""What a worker says while it works."""

from __future__ import annotations

from pydantic import BaseModel

from contract.artifact import Answer


class Progress(BaseModel):
    """Where a run stands: a stage in plain words and the fraction done, 0 to 1."""

    stage: str
    fraction: float = 0.0
    eta_s: float | None = None
    answer: Answer | None = None
