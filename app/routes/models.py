"""The models that this deployment serves."""

from __future__ import annotations

from fastapi import APIRouter

from app.parts import PartsOf
from app.schemas import Model
from app.served import served_models

router = APIRouter(tags=["models"])


@router.get("/api/models")
def models(parts: PartsOf) -> list[Model]:
    """Every model that a worker has announced, ready ones first."""
    return served_models(parts.channel)
