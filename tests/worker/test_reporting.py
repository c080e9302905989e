"""Progress only grows, and is not told too often."""

from __future__ import annotations

import pytest

from contract.progress import Progress
from worker.reporting import Report


def test_the_fraction_never_falls_and_parts_share_what_is_left() -> None:
    told: list[Progress] = []
    report = Report(told.append)
    report.tell("one", 0.5)
    report.part(0.5)("two", 0.0)
    report.tell("three", 0.1)
    assert [p.fraction for p in told] == [0.5, 0.5, 0.5]


def test_one_stage_is_told_only_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Progress] = []
    clock = [0.0]
    monkeypatch.setattr("worker.reporting.time.monotonic", lambda: clock[0])
    tell = Report(told.append).part(1.0)
    for step in range(101):
        clock[0] += 0.001
        tell("work", step / 100)
    assert 4 <= len(told) <= 8
    assert [p.fraction for p in told] == sorted(p.fraction for p in told)
