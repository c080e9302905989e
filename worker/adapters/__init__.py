"""Model families: one file each, found by their file's name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from contract.errors import ModelFailedItsChecks
from worker.layout import Family


@cache
def families() -> dict[str, Family]:
    """Every family by each model type that it covers."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    tables: list[Family] = [importlib.import_module(f"{__name__}.{name}").family for name in names]
    return {model_type: table for table in tables for model_type in table.model_types}


def family_of(model_type: str) -> Family:
    """The table of a configuration's `model_type`; raises `ModelFailedItsChecks`."""
    try:
        return families()[model_type]
    except KeyError:
        known = ", ".join(sorted(families()))
        raise ModelFailedItsChecks(
            f"Models of type {model_type!r} are not known here.",
            hint=f"Known types: {known}. docs/models.md says how to add a family.",
        ) from None
