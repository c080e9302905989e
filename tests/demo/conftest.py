"""The demonstration model, built once (or found built) for all tests."""

from pathlib import Path

import pytest

from demo.build import build
from demo.probe import Probe, load


@pytest.fixture(scope="session")
def folder() -> Path:
    """The model's folder."""
    return build()


@pytest.fixture(scope="session")
def probe(folder: Path) -> Probe:
    """The loaded model."""
    return load(folder)
