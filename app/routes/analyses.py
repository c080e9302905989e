"""The catalogue of analyses."""

from __future__ import annotations

from fastapi import APIRouter

from app.offers import offered
from app.schemas import CatalogueEntry

router = APIRouter(tags=["analyses"])


@router.get("/api/analyses")
def analyses() -> list[CatalogueEntry]:
    """Every analysis with the JSON Schema of its parameters and of its artifact."""
    return offered()
