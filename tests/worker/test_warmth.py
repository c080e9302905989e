"""What stays warm, and what goes first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from worker.warmth import WarmRuns


def warm(size: int) -> Any:
    return SimpleNamespace(prefill=SimpleNamespace(bytes=size))


def test_the_least_recently_used_goes_first() -> None:
    runs = WarmRuns(100)
    for name in "ab":
        runs.keep(name, warm(40))
    assert runs.find("a") is not None
    runs.keep("c", warm(40))
    assert list(runs.runs) == ["a", "c"]
    assert runs.bytes == 80
    assert runs.find("b") is None


def test_a_run_that_is_too_large_is_not_kept() -> None:
    runs = WarmRuns(100)
    runs.keep("a", warm(10))
    runs.keep("b", warm(101))
    assert list(runs.runs) == ["a"]
    runs.clear()
    assert runs.bytes == 0
