"""What the queue's tests share: questions, worker processes, waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from rq import Queue, Retry
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer

from contract.channel import Channel
from contract.job import Job
from contract.queues import TASK, Lane, queue_name
from contract.store import FolderStore, image_name
from tests.worker.planted_worker import CARD

ROOT = Path(__file__).parents[2]
IMAGE = "ab" * 32


def question(prompt: str, **changes: object) -> Job:
    fields = {
        "image": IMAGE,
        "prompt": prompt,
        "model": CARD.id,
        "analysis": "logit_lens",
        "version": 1,
        "params": {"k": 2},
    }
    return Job(**{**fields, **changes})


def store_in(folder: Path) -> FolderStore:
    store = FolderStore(folder / "store")
    store.write(image_name(IMAGE), b"a picture")
    return store


def lane(redis: Redis, name: Lane = "interactive") -> Queue:
    return Queue(queue_name(CARD.id, name), connection=redis, serializer=JSONSerializer)


def ask(redis: Redis, job: Job, name: Lane = "interactive", **options: object) -> QueuedJob:
    options = {"job_timeout": 60, "retry": Retry(max=1), "unique": True, **options}
    return lane(redis, name).enqueue(TASK, job.model_dump_json(), job_id=job.key, **options)


def wait_until(condition: Callable[[], object], seconds: float = 20.0) -> float:
    """Seconds that it took; fails when it takes longer than `seconds`."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"still waiting after {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - start


def ended(job: QueuedJob) -> bool:
    return job.get_status() in ("finished", "failed")


def note(job: QueuedJob) -> str:
    """What RQ wrote down about a failure."""
    return job.latest_result().exc_string


def leave_a_mark(job: QueuedJob, connection: Redis, *rest: object) -> None:
    """A callback that can be seen to have run."""
    connection.set("callback-ran", 1)


@contextmanager
def planted_worker(url: str, folder: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process of its own; killed at the end if it still lives."""
    environment = {**os.environ, "REDIS_URL": url, "DATA_DIR": str(folder), **settings}
    command = [sys.executable, "-m", "tests.worker.planted_worker"]
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for_workers(redis: Redis, count: int = 1, state: str = "ready") -> None:
    channel = Channel(redis)
    wait_until(lambda: sum(card.state == state for card in channel.workers()) >= count)
