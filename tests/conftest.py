"""What every test may use: a real queue server, and words about what this machine lacks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from supervisor.valkey import running_server

# Threads that spin while they wait starve each other where several processes share two cores.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real server on a private socket, one for the whole session."""
    with running_server(tmp_path_factory.mktemp("queue")) as url:
        yield url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """An empty Redis for one test."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Debian's browser; skipped without one, but never in CI."""
    if CHROMIUM is None:
        missing = "Chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return Path(CHROMIUM)
