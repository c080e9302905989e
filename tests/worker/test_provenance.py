"""Versions in a provenance."""

from __future__ import annotations

import pytest

from worker import provenance


def test_a_library_that_is_not_there_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "LIBRARIES", ("numpy", "no-such-library"))
    found = provenance.versions()
    assert found["numpy"][0].isdigit()
    assert found["no-such-library"] == "not installed"
