"""A question with an identity: the same question always has the same key."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ModelName(BaseModel):
    """Which weights, exactly: a name, the revision of the files, the number format."""

    model_config = ConfigDict(frozen=True)

    name: str
    revision: str
    dtype: str


class Job(BaseModel):
    """One analysis asked of one picture, prompt and model. It travels to a worker as JSON."""

    model_config = ConfigDict(frozen=True)

    image: str = Field(description="SHA-256 of the stored picture, hexadecimal")
    prompt: str
    model: ModelName
    analysis: str
    version: int
    params: dict[str, Any]

    @cached_property
    def key(self) -> str:
        """64 hexadecimal digits: the digest of the whole question."""
        canonical = json.dumps(self.model_dump(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()
