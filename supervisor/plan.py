"""What `patchlens up` starts for given settings."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from contract.settings import Settings
from supervisor.child import Child, Step
from supervisor.output import say
from supervisor.valkey import answers, server_command

BROKEN = "Bad file format reading the append only file"
EXPECTED = ("Memory overcommit must be", "Received SIGTERM", "ready to exit")
APPEND_ONLY = "appendonlydir"


def children(settings: Settings, port: int) -> list[Child]:
    """Queue server, demonstration model, web server, workers: whatever is not elsewhere."""
    environment = {"DATA_DIR": str(settings.root), "PORT": str(port)}
    server = queue_server(settings)
    first = tuple(child.name for child in server)
    web = Child("web", python("app"), environment, after=first, patience_s=7)
    model = demonstration_model(settings)
    before_worker = (*first, *(step.name for step in model))
    workers = [
        Child(f"worker{n}" if n else "worker", python("worker"), environment, after=before_worker)
        for n in range(settings.workers)
    ]
    return [*server, web, *model, *workers]


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of our packages; the current folder must not shadow it (-P)."""
    return (sys.executable, "-P", "-m", module, *arguments)


def queue_server(settings: Settings) -> list[Child]:
    """The embedded server, unless REDIS_URL names another one."""
    if settings.redis_url:
        return []
    folder = settings.root / "queue"
    is_up = partial(answers, settings.redis_location)
    mend = partial(set_aside, folder)
    command = tuple(server_command(folder))
    return [Child("queue", command, is_ready=is_up, mend=mend, worth_showing=is_news)]


def is_news(line: str) -> bool:
    """Whether a line of the queue server tells a reader something."""
    return not any(old in line for old in EXPECTED)


def demonstration_model(settings: Settings) -> list[Step]:
    """Its building, unless MODEL names another one; quick where it is there already."""
    if settings.model or not settings.workers:
        return []
    return [Step("model", python("demo.build", "--out", settings.model_path))]


def set_aside(folder: Path, lines: Sequence[str]) -> None:
    """Rename a queue file that the server cannot read: what matters is in database and store."""
    broken = folder / APPEND_ONLY
    if not broken.exists() or not any(BROKEN in line for line in lines):
        return
    kept = folder / f"{APPEND_ONLY}.broken-{time.time_ns()}"
    broken.rename(kept)
    say("up", f"The queue's file was damaged and is now {kept}. Unfinished runs are asked again.")
