"""How does a study's throughput grow with the workers, and what limits it?

Real worker processes, a real web application in this process, a planted model whose device is a
sleep of fixed length: so four devices are simulated on however few cores there are. The peer is
what the devices alone could do (workers / seconds on the device). With a device that takes no
time the rest shows itself: queue, store, database, and the window of items that are kept queued,
filled by whoever looks at the study and by the sweep every five seconds where nobody does.

Usage: python -m benchmarks.studies [--items 48] [--device 1]
       python -m benchmarks.studies --worker SECONDS   (one worker; the benchmark starts them)
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from fastapi.testclient import TestClient
from PIL import Image
from redis import Redis

from app.database import open_database
from app.main import create_app
from app.queue_connection import open_redis
from contract.channel import Channel
from contract.job import Job
from contract.settings import Settings
from contract.store import open_store
from supervisor.valkey import running_server
from tests.worker.planted_worker import PlantedEngine, ReportingRun
from worker.serving import run_worker
from worker.tasks import OnProgress
from worker.warm import Pace

LOOK_S = 1.0
ADDRESS = "http://127.0.0.1:8000"
TABLE = "{:>7}  {:>8}  {:>9}  {:>7}  {:>13}  {:>5}  {:>12}"


class SleepingEngine(PlantedEngine):
    """The planted model on a device that is busy for `seconds` with each item."""

    def __init__(self, seconds: float) -> None:
        """The sleep takes no core, as a device of its own would not."""
        self.seconds = seconds

    def open(self, job: Job, picture: bytes, on_progress: OnProgress) -> ReportingRun:
        """Sleep, then answer as planted."""
        time.sleep(self.seconds)
        return ReportingRun(on_progress)


def picture(seed: int) -> bytes:
    """300 x 200 pixels of one colour that no other picture has."""
    buffer = io.BytesIO()
    colour = tuple(np.random.default_rng(seed).integers(0, 256, 3).tolist())
    Image.new("RGB", (300, 200), colour).save(buffer, "PNG")
    return buffer.getvalue()


@contextmanager
def workers(count: int, device_s: float, folder: Path, url: str) -> Iterator[None]:
    """Worker processes that are ready, for the length of the block."""
    environment = {**os.environ, "REDIS_URL": url, "DATA_DIR": str(folder), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "benchmarks.studies", "--worker", str(device_s)]
    with Redis.from_url(url) as redis:
        started = [subprocess.Popen(command, env=environment) for _ in range(count)]
        try:
            channel = Channel(redis)
            while sum(card.state == "ready" for card in channel.workers()) < count:
                time.sleep(0.05)
            yield
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)
            for card in Channel(redis).workers():
                Channel(redis).dismiss(card.id)


def ask(client: TestClient, images: list[str], seed: int) -> str:
    """A lens study with one item for each picture; the seed makes every question new."""
    labels = [{"file": f"{n}.txt", "text": "0 0.5 0.75 0.3 0.4"} for n in range(len(images))]
    wish: dict[str, Any] = {
        "study": "lens",
        "dataset": {
            "pictures": [{"file": f"{n}.png", "image": image} for n, image in enumerate(images)],
            "annotations": [{"file": "classes.txt", "text": "dog"}, *labels],
        },
        "params": {"preset": "loose", "seed": seed},
    }
    answer = client.post("/api/studies", json=wish)
    answer.raise_for_status()
    study: str = answer.json()["id"]
    return study


def seconds_to_end(client: TestClient, study: str, looked_at: bool) -> float:
    """How long until the study is done; the list is read instead where nobody is to look."""
    start = time.perf_counter()
    while True:
        time.sleep(LOOK_S if looked_at else 0.1)
        if looked_at:
            found = client.get(f"/api/studies/{study}").json()
        else:
            listed = client.get("/api/studies").json()
            found = next(one for one in listed if one["id"] == study)
        progress = found["progress"]
        if progress["done"] + progress["failed"] == progress["total"]:
            if progress["failed"]:
                raise RuntimeError(f"{progress['failed']} items failed")
            return time.perf_counter() - start


def main() -> None:
    """Print one row for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=48)
    parser.add_argument("--device", type=float, default=1.0, help="seconds on the device")
    parser.add_argument("--worker", type=float, help="be a worker with such a device")
    options = parser.parse_args()
    if options.worker is not None:
        device_s = options.worker
        sys.exit(run_worker(Settings(), lambda settings: SleepingEngine(device_s), Pace()))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patchlens-")))
        url = stack.enter_context(running_server(folder / "queue"))
        settings = Settings(data_dir=folder, redis_url=url, log_level="ERROR")
        database = open_database(settings.database_location)
        stack.callback(database.dispose)
        store = open_store(settings.store_location)
        app = create_app(settings, open_redis(url), store, database)
        client = stack.enter_context(TestClient(app, base_url=ADDRESS))
        measure(client, folder, url, options.items, options.device)


def measure(client: TestClient, folder: Path, url: str, items: int, device_s: float) -> None:
    """The rows of the table."""
    uploads = [client.post("/api/images", files={"file": picture(n)}) for n in range(items)]
    images = [upload.json()["id"] for upload in uploads]
    cases = [(1, device_s, True), (2, device_s, True), (4, device_s, True), (4, device_s, False),
             (1, 0.0, True), (4, 0.0, True), (4, 0.0, False)]  # fmt: skip
    print(f"{items} items; load of this machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    heads = (
        "workers",
        "device s",
        "looked at",
        "items/s",
        "devices alone",
        "share",
        "x one worker",
    )
    print(TABLE.format(*heads))
    first: dict[float, float] = {}
    for number, (count, seconds, looked_at) in enumerate(cases):
        with workers(count, seconds, folder, url):
            rate = items / seconds_to_end(client, ask(client, images, number), looked_at)
        one = first.setdefault(seconds, rate)
        row = [count, f"{seconds:.2f}", "yes" if looked_at else "no", f"{rate:.2f}"]
        alone = count / seconds if seconds else None
        row += [f"{alone:.2f}", f"{rate / alone:.2f}"] if alone else ["–", "–"]
        print(TABLE.format(*row, f"{rate / one:.2f}"), flush=True)


if __name__ == "__main__":
    main()
