"""What the supervisor's tests share."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def wait_until(condition: Callable[[], object], seconds: float = 15.0) -> float:
    """Seconds that it took; fails when it takes longer than `seconds`."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"still waiting after {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - start


def script(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def supervisor(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`python -m supervisor` and the file with its output; killed at the end if it still lives."""
    output = folder.with_name(folder.name + ".out")
    quiet = {"WORKERS": "0", "PORT": "0", "HOST": "127.0.0.1", "REDIS_URL": "", "MODEL": ""}
    environment = {**os.environ, **quiet, "DATA_DIR": str(folder), **settings}
    command = [sys.executable, "-m", "supervisor"]
    with output.open("ab") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    try:
        yield process, output
    finally:
        process.kill()
        process.wait()
