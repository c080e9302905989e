"""What does the web side add between dropping a picture and having its first heatmap?

Real servers on this machine (key-value server, web server, a planted worker that answers at
once), one client over HTTP as a browser would: upload, open, ask, follow the events, fetch the
artifact. What the worker is busy with is measured on the wire and taken out. Target: 100 ms.
For comparison, the same picture decoded and encoded by Pillow alone in this process.

Usage: python -m benchmarks.web [--rounds 15]
"""

from __future__ import annotations

import argparse
import io
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import numpy as np
from PIL import Image
from redis import Redis
from redis.exceptions import RedisError

from app.decoding import Limits, decode
from contract.channel import EVENTS, RunEvent
from supervisor.valkey import running_server

PICTURES = {"640 x 480 JPEG": (640, 480, "JPEG"), "640 x 480 PNG": (640, 480, "PNG"),
            "4000 x 3000 JPEG": (4000, 3000, "JPEG")}  # fmt: skip
TARGET_MS = 100
Steps = dict[str, float]


def photograph(width: int, height: int, kind: str, seed: int) -> bytes:
    """A picture with detail at every scale, different for each seed."""
    rng = np.random.default_rng(seed)
    layers = [
        Image.fromarray(rng.integers(0, 256, (size, size, 3), dtype=np.uint8)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        for size in (4, 32, 256)
    ]
    mixed = Image.blend(Image.blend(layers[0], layers[1], 0.4), layers[2], 0.25)
    buffer = io.BytesIO()
    mixed.save(buffer, kind, quality=90)
    return buffer.getvalue()


class Wire:
    """Notes when the worker says that it started and that it is done."""

    def __init__(self, redis: Redis) -> None:
        """Listens in a thread until the process ends."""
        self.seen: dict[str, float] = {}
        self.pubsub = redis.pubsub(ignore_subscribe_messages=True)
        self.pubsub.subscribe(EVENTS)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(RedisError, OSError, ValueError):  # the server ends before this thread does
            for message in self.pubsub.listen():
                event = RunEvent.model_validate_json(message["data"])
                self.seen.setdefault(event.kind, time.perf_counter())

    def begin(self) -> None:
        """Forget the last run."""
        self.seen.clear()


@contextmanager
def program(module: str, *options: str, **settings: str) -> Iterator[None]:
    """`python -m module` for the length of the block."""
    command = [sys.executable, "-m", module, *options]
    process = subprocess.Popen(command, env={**os.environ, **settings, "LOG_LEVEL": "ERROR"})
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def one_round(client: httpx2.Client, wire: Wire, content: bytes) -> Steps:
    """Milliseconds of each step from the first byte sent to the last byte of the artifact."""
    wire.begin()
    marks = [time.perf_counter()]

    def mark() -> None:
        marks.append(time.perf_counter())

    image = client.post("/api/images", files={"file": content}).json()["id"]
    mark()
    wish: dict[str, object] = {"image": image, "prompt": "What is this?"}
    inspection = client.post("/api/inspections", json=wish).json()["id"]
    mark()
    wish = {"analysis": "logit_lens", "params": {}}
    run = client.post(f"/api/inspections/{inspection}/runs", json=wish).json()["id"]
    mark()
    with client.stream("GET", f"/api/runs/{run}/events") as stream:
        for line in stream.iter_lines():
            if line.startswith("event: done"):
                break
    mark()
    artifact = client.get(f"/api/runs/{run}/artifact")
    artifact.raise_for_status()
    mark()
    done = wire.seen["done"]
    started = wire.seen["started"]
    steps = {
        "upload (decode, encode, store)": marks[1] - marks[0],
        "open the inspection": marks[2] - marks[1],
        "ask (row, queue)": marks[3] - marks[2],
        "until the worker has it": max(started - marks[3], 0.0),
        "the worker": done - started,
        "done on the wire to done in the browser": marks[4] - done,
        "fetch the artifact": marks[5] - marks[4],
        "everything": marks[5] - marks[0],
    }
    steps["everything but the worker"] = steps["everything"] - steps["the worker"]
    return {name: seconds * 1000 for name, seconds in steps.items()}


def pillow_alone(content: bytes) -> float:
    """Milliseconds of decoding and encoding in this process."""
    began = time.perf_counter()
    decode(content, Limits(24_000_000, 64_000_000))
    return (time.perf_counter() - began) * 1000


def wait_until_alive(address: str, what: str = "/healthz") -> None:
    """Return when the web server says 200 at `what`: `/readyz` waits for a worker too."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx2.get(address + what).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("not ready within a minute")


def measure(client: httpx2.Client, wire: Wire, rounds: int) -> float:
    """Print a table for each kind of picture; returns the median that counts for the target."""
    counted = 0.0
    for place, (title, shape) in enumerate(PICTURES.items()):
        pictures = [photograph(*shape, seed=1000 * place + number) for number in range(rounds + 2)]
        table = defaultdict(list)
        for number, content in enumerate(pictures):
            steps = one_round(client, wire, content)
            for name, value in steps.items():
                if number >= 2:
                    table[name].append(value)
        print(f"\n{title}, median and 90 % of {rounds} rounds, ms")
        for name, values in table.items():
            high = statistics.quantiles(values, n=10)[-1]
            print(f"  {name:42s}{statistics.median(values):8.1f}{high:8.1f}")
        alone = statistics.median(pillow_alone(content) for content in pictures[:7])
        print(f"  {'(Pillow alone in this process)':42s}{alone:8.1f}")
        if place == 0:
            counted = statistics.median(table["everything but the worker"])
    return counted


def main() -> None:
    """Start everything, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="patchlens-") as folder:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = str(listener.getsockname()[1])
        with running_server(Path(folder) / "queue") as url:
            settings = {"DATA_DIR": folder, "REDIS_URL": url, "PORT": port}
            worker = program("tests.app.planted_worker", "--pace", "0", **settings)
            address = f"http://127.0.0.1:{port}"
            client = httpx2.Client(base_url=address, timeout=60)
            redis = Redis.from_url(url)
            with program("app", **settings), worker, client, redis:
                wait_until_alive(address, "/readyz")
                counted = measure(client, Wire(redis), options.rounds)
    verdict = "reached" if counted <= TARGET_MS else "missed"
    print(f"\nLoad average while this ran: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    print(f"The web side adds {counted:.0f} ms (target {TARGET_MS} ms: {verdict}).")


if __name__ == "__main__":
    main()
