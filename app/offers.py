"""The catalogue of analyses as pages and programs see it."""

from __future__ import annotations

import inspect
import sys
from functools import cache

from app.schemas import CatalogueEntry
from contract.analysis import catalogue


@cache
def offered() -> list[CatalogueEntry]:
    """Every analysis with its form's and its answer's JSON Schema, by name."""
    return [
        CatalogueEntry(
            name=name,
            title=analysis.title,
            question=analysis.question,
            help=inspect.getdoc(sys.modules[analysis.compute.__module__]) or "",
            version=analysis.version,
            params=analysis.spec.model_json_schema(),
            artifact=analysis.artifact.model_json_schema(mode="serialization"),
            needs=list(analysis.needs),
        )
        for name, analysis in catalogue().items()
    ]
