"""Does the web server stay well with hundreds of readers and a hundred uploads at once?

500 clients follow the events of 50 runs; how late do the 20 events of each arrive? (An event that
is overtaken by a newer one may be left out; the last may not.) Then 100
pictures of 24 megapixels are uploaded at once; how many fail, and how large does the server grow?
Floors: every last event arrives, 99 % of all within a second; no upload fails, less than 400 MB.

Usage: python -m benchmarks.web_load [--clients 500] [--uploads 100]
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import resource
import socket
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2
import numpy as np
import psutil
from PIL import Image
from redis import Redis

from app import jobs
from benchmarks.web import program, wait_until_alive
from contract.channel import Channel, RunEvent
from contract.model_card import WorkerCard
from contract.progress import Progress
from supervisor.valkey import running_server
from tests.app.planted_worker import CARD

RUNS, EVENTS = 50, 20


def server_process(port: str) -> psutil.Process:
    """The web server among our children, by the port it was told."""
    for process in psutil.Process().children(recursive=True):
        if process.environ().get("PORT") == port and "app" in process.cmdline()[-1:]:
            return process
    raise LookupError("The web server has gone.")


def megabytes(process: psutil.Process) -> float:
    """Resident memory."""
    return process.memory_info().rss / 1e6


def picture(width: int, height: int, seed: int) -> bytes:
    """A PNG that compresses well, so that sending it is not what is measured."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (6, 9, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    small.resize((width, height), Image.Resampling.NEAREST).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


async def running_runs(client: httpx2.AsyncClient, redis: Redis) -> dict[str, str]:
    """Fifty runs that pretend to be at work: their ids with their keys."""
    Channel(redis).announce(WorkerCard(id="load", state="busy", model=CARD))
    files = {"file": picture(64, 48, 0)}
    image = (await client.post("/api/images", files=files)).json()["id"]
    wish: dict[str, object] = {"image": image, "prompt": "What?"}
    inspection = (await client.post("/api/inspections", json=wish)).json()["id"]
    runs = {}
    for number in range(RUNS):
        wish = {"analysis": "word_map", "params": {"words": [f"word{number}"]}}
        answer = await client.post(f"/api/inspections/{inspection}/runs", json=wish)
        (key,) = set(jobs.queue_of(redis, CARD.id).job_ids) - set(runs.values())
        runs[answer.json()["id"]] = key
    for key in runs.values():
        job = jobs.find(redis, key)
        if job is not None:
            job.set_status("started")
    return runs


async def follow(client: httpx2.AsyncClient, run: str, ready: asyncio.Semaphore) -> list[float]:
    """Seconds that each of the run's events took to arrive here."""
    late: list[float] = []
    async with client.stream("GET", f"/api/runs/{run}/events") as answer:
        async for line in answer.aiter_lines():
            if not line.startswith("data:"):
                continue
            stage = line.partition('"stage":"')[2].partition('"')[0]
            if not stage.startswith("sent "):
                ready.release()
                continue
            sent, number = stage.split()[1:]
            late.append(time.time() - float(sent))
            if int(number) == EVENTS:
                break
    return late


async def events(client: httpx2.AsyncClient, redis: Redis, clients: int) -> None:
    """Measure the fan-out."""
    runs = await running_runs(client, redis)
    ready = asyncio.Semaphore(0)
    names = list(runs)
    began = time.perf_counter()
    tasks = [
        asyncio.create_task(follow(client, names[number % RUNS], ready))
        for number in range(clients)
    ]
    for _ in range(clients):
        await ready.acquire()
    connected = time.perf_counter() - began
    for number in range(EVENTS):
        for key in runs.values():
            progress = Progress(
                stage=f"sent {time.time()!r} {number + 1}", fraction=number / EVENTS
            )
            Channel(redis).tell(RunEvent(key=key, kind="progress", progress=progress))
        await asyncio.sleep(0.25)
    done, pending = await asyncio.wait(tasks, timeout=30)
    for task in pending:
        task.cancel()
    late = sorted(seconds * 1000 for task in done for seconds in task.result())
    middle, high = late[len(late) // 2], late[int(len(late) * 0.99)]
    print(
        f"{clients} clients: connected in {connected:.1f} s, the last event at "
        f"{len(done)}/{clients}, {len(late) / clients / EVENTS:.0%} of all events, "
        f"late by {middle:.0f} ms (median), {high:.0f} ms (99 %)"
    )


async def uploads(client: httpx2.AsyncClient, number: int) -> None:
    """Measure uploads that all come at once."""
    pictures = [picture(6000, 4000, seed) for seed in range(1, number + 1)]
    began = time.perf_counter()
    answers = await asyncio.gather(
        *(client.post("/api/images", files={"file": content}) for content in pictures)
    )
    statuses = dict(Counter(answer.status_code for answer in answers))
    seconds = time.perf_counter() - began
    print(f"{number} uploads of 24 megapixels at once: {statuses} in {seconds:.1f} s")


async def measure(address: str, redis: Redis, options: argparse.Namespace) -> None:
    """Both measurements on one server."""
    limits = httpx2.Limits(max_connections=options.clients + 10)
    process = server_process(address.rpartition(":")[2])
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=600) as client:
        print(f"web server at rest: {megabytes(process):.0f} MB")
        await events(client, redis, options.clients)
        print(f"web server afterwards: {megabytes(process):.0f} MB")
        await uploads(client, options.uploads)
        print(f"web server afterwards: {megabytes(process):.0f} MB")


def main() -> None:
    """Start the servers, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--uploads", type=int, default=100)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with tempfile.TemporaryDirectory(prefix="patchlens-") as folder:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = str(listener.getsockname()[1])
        address = f"http://127.0.0.1:{port}"
        with running_server(Path(folder) / "queue") as url:
            settings = {"DATA_DIR": folder, "REDIS_URL": url, "PORT": port}
            with program("app", **settings), Redis.from_url(url) as redis:
                wait_until_alive(address)
                asyncio.run(measure(address, redis, options))
    print(f"Load average while this ran: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
