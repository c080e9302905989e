"""Answers queued jobs with a planted scene, over the real Redis and RQ, without any model.

`python -m tests.app.planted_worker` serves the queue and the store that the settings name
(DATA_DIR, REDIS_URL, STORE_URL). To try pages, `python -m tests.app.stage` starts everything.

A prompt that holds FAIL fails with a problem, CRASH raises, SLOW takes eight seconds.
"""

from __future__ import annotations

import argparse
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import orjson
from redis import Redis
from rq import SimpleWorker
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from contract.analysis import find_analysis
from contract.artifact import Provenance
from contract.channel import Channel, RunEvent
from contract.errors import OutOfMemory, PatchLensError
from contract.job import Job
from contract.model_card import Grid, ModelCard, WorkerCard
from contract.progress import Progress
from contract.queues import queue_name
from contract.settings import Settings
from contract.store import Store, artifact_name, image_name, open_store, provenance_name
from tests.app.planted_scene import COLS, DEPTH, ROWS, PlantedScene

CARD = ModelCard(
    name="planted",
    revision="0" * 40,
    dtype="float32",
    depth=DEPTH,
    grid=Grid(rows=ROWS, cols=COLS),
    family="planted",
    note="A planted model for trying the pages: its words are made up.",
)
STAGES = ("reading the picture", "writing the answer", "reading the layers", "collecting words")


class PlantedWorker:
    """Works off the planted model's queue; `pace_s` is how long a run pretends to take."""

    def __init__(self, redis: Redis, store: Store, pace_s: float = 0.0) -> None:
        self.redis, self.store, self.pace_s = redis, store, pace_s
        self.channel = Channel(redis)
        self.answered = 0

    def announce(self, state: str = "ready") -> None:
        self.channel.announce(
            WorkerCard(id="planted", state=state, model=CARD, device="cpu", started_at=time.time())
        )

    def work_off(self) -> None:
        """Answer everything that waits, through RQ's own worker."""
        rq_worker(self).work(burst=True, logging_level="ERROR")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Announce and work in a thread for the length of the block."""
        stop = threading.Event()
        thread = threading.Thread(target=self.serve, args=(stop,), daemon=True)
        self.announce()
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=20)
            self.channel.dismiss("planted")

    def serve(self, stop: threading.Event) -> None:
        said = 0.0
        while not stop.wait(0.02):
            if time.monotonic() - said > 5:
                self.announce()
                said = time.monotonic()
            self.work_off()

    def answer(self, message: str) -> dict[str, object]:
        """What `worker.tasks.answer_job` promises: a status, and a problem where it failed."""
        job = Job.model_validate_json(message)
        self.channel.tell(RunEvent(key=job.key, kind="started"))
        try:
            self.compute(job)
        except PatchLensError as error:
            kind = "cancelled" if self.channel.is_cancelled(job.key) else "failed"
            self.channel.tell(RunEvent(key=job.key, kind=kind))
            problem = error.problem().model_dump()
            return (
                {"status": "cancelled"}
                if kind == "cancelled"
                else {
                    "status": "failed",
                    "problem": problem,
                }
            )
        self.answered += 1
        self.channel.tell(RunEvent(key=job.key, kind="done"))
        return {"status": "done"}

    def compute(self, job: Job) -> None:
        if "CRASH" in job.prompt:
            raise ZeroDivisionError("planted")
        if "FAIL" in job.prompt:
            raise OutOfMemory("The planted model pretends to have no memory left.")

        def report(progress: Progress) -> bool:
            self.channel.tell(RunEvent(key=job.key, kind="progress", progress=progress))
            return not self.channel.is_cancelled(job.key)

        began = time.perf_counter()
        run = PlantedScene(self.store.read(image_name(job.image)), job.prompt, report)
        pace = 8.0 if "SLOW" in job.prompt else self.pace_s
        steps = 40 if pace > 2 else 4
        for step in range(steps):
            stage = STAGES[step * len(STAGES) // steps]
            run.progress(stage, 0.3 * step / steps, run.answer() if step * 2 >= steps else None)
            time.sleep(pace / steps)
        analysis = find_analysis(job.analysis)
        artifact = analysis.compute(run, analysis.parse(job.params))
        self.keep(job, run, orjson.dumps(artifact.model_dump(mode="json")), began)

    def keep(self, job: Job, run: PlantedScene, content: bytes, began: float) -> None:
        """Provenance first, then the artifact: who sees the artifact finds both."""
        provenance = Provenance(
            model=job.model.name,
            revision=job.model.revision,
            dtype=job.model.dtype,
            device="cpu",
            attention="none",
            norm="none",
            versions={"planted": "1"},
            geometry=run.geometry,
            seed=0,
            seconds=round(time.perf_counter() - began, 4),
            created_at=datetime.now(UTC).isoformat(),
        )
        self.store.write(provenance_name(job.key), provenance.model_dump_json().encode())
        self.store.write(artifact_name(job.key), gzip.compress(content, 6))


def rq_worker(planted: PlantedWorker) -> SimpleWorker:
    """RQ's worker, whose jobs all call `planted.answer` instead of importing the model's side."""

    class PlantedJob(RqJob):
        @property
        def func(self):
            return planted.answer

    class Quiet(SimpleWorker):
        death_penalty_class = TimerDeathPenalty

        def _install_signal_handlers(self):
            """Threads have none."""

    queues = [queue_name(CARD.id, lane) for lane in ("interactive", "batch")]
    return Quiet(queues, connection=planted.redis, serializer=JSONSerializer, job_class=PlantedJob)


def main() -> None:
    """Serve until Ctrl-C, blocking on the queue as a real worker does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pace", type=float, default=1.5)
    options = parser.parse_args()
    settings = Settings()
    redis = Redis.from_url(settings.redis_location)
    worker = PlantedWorker(redis, open_store(settings.store_location), options.pace)

    def pulse() -> None:
        while True:
            worker.announce()
            time.sleep(5)

    threading.Thread(target=pulse, daemon=True).start()
    rq_worker(worker).work(logging_level="ERROR")


if __name__ == "__main__":
    main()
