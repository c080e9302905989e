"""The whole product as processes: queue server, worker, web server, each stopped afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from supervisor.valkey import running_server

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / ".data" / "models" / "demo"


@dataclass(frozen=True)
class Site:
    """A running PatchLens: its address and its data folder."""

    url: str
    data: Path


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def planted_site(data: Path) -> Iterator[Site]:
    """The web server with a worker whose model has a known truth (tests/planted.py)."""
    with running_server(data / "queue") as redis:
        settings = {"DATA_DIR": str(data), "REDIS_URL": redis, "PORT": str(free_port())}
        with (
            process("tests.worker.planted_worker", settings, data / "worker.log"),
            process("tests.browser.planted_web", settings, data / "web.log") as web,
        ):
            yield wait_until_ready(settings, data, web, patience_s=60)


@contextmanager
def whole_site(data: Path, model: Path) -> Iterator[Site]:
    """What `patchlens up` starts, with the model in the folder `model`."""
    settings = {"DATA_DIR": str(data), "MODEL": str(model), "PORT": str(free_port())}
    with process("supervisor", settings, data / "up.log") as supervisor:
        yield wait_until_ready(settings, data, supervisor, patience_s=300)


@contextmanager
def process(module: str, settings: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module` for the length of the block."""
    environment = {**os.environ, "LOG_LEVEL": "WARNING", **settings}
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", module]
    with log.open("wb") as file:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_until_ready(
    settings: dict[str, str], data: Path, child: subprocess.Popen[bytes], patience_s: float
) -> Site:
    """The site, once it can be used; raises `RuntimeError` with its logs otherwise."""
    url = f"http://127.0.0.1:{settings['PORT']}"
    end = time.monotonic() + patience_s
    while not is_ready(url):
        if child.poll() is not None or time.monotonic() > end:
            logs = "\n".join(log.read_text()[-2000:] for log in data.glob("*.log"))
            raise RuntimeError(f"{url} did not get ready (exit status {child.poll()}):\n{logs}")
        time.sleep(0.1)
    return Site(url, data)


def is_ready(url: str) -> bool:
    """Whether a question would be answered now."""
    try:
        return httpx2.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx2.HTTPError:
        return False
