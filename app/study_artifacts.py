"""What a study's items answered, as values."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from app.stills import load
from contract.analysis import find_analysis
from contract.store import Store, artifact_name


def artifact_of(store: Store, analysis: str, key: str) -> Any:
    """A done item's artifact; None where it is no longer stored."""
    try:
        return loaded(store, analysis, key)  # type: ignore[arg-type]  # hashed by identity
    except FileNotFoundError:
        return None


@lru_cache(maxsize=20_000)
def loaded(store: Any, analysis: str, key: str) -> Any:
    """An item's artifact, read once: it never changes under its key."""
    return load(find_analysis(analysis), store.read(artifact_name(key)))
