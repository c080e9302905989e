"""A queue worker that keeps the model warm and is found out quickly when it dies.

RQ's own defaults leave the job of a killed worker "started" for more than 13 minutes; a short
lease, a short `worker_ttl` and frequent maintenance, all three together, bring that to 20 s.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import AbandonedJobError
from rq.executions import Execution
from rq.job import Job, JobStatus
from rq.queue import Queue

from contract.channel import Kind, RunEvent
from contract.safe_job import SafeJob
from worker.lane_queue import LaneQueue
from worker.presence import Presence

HUNG = 75
"""Exit status of a worker that gave itself up (EX_TEMPFAIL)."""


@dataclass(frozen=True)
class Pace:
    """Seconds. `grace_s` is what a run may take past its timeout before the worker gives up."""

    lease_s: int = 15
    beat_s: float = 5.0
    worker_ttl_s: int = 20
    maintenance_s: int = 5
    grace_s: float = 15.0
    longest_run_s: int = 300


class WarmWorker(SimpleWorker):
    """One process, one model, one job at a time, taken from `queues` in their order."""

    max_connection_wait_time = 2.0

    def __init__(
        self, queues: Sequence[str], connection: Redis, presence: Presence, pace: Pace
    ) -> None:
        """`presence` says what this worker is doing; its card's id becomes the worker's name."""
        super().__init__(
            list(queues),
            name=presence.card.id,
            connection=connection,
            serializer="json",
            job_class=SafeJob,
            queue_class=LaneQueue,
            worker_ttl=pace.worker_ttl_s,
            maintenance_interval=pace.maintenance_s,
            log_job_description=False,
            exception_handlers=[self.note_abandoned],
        )
        self.presence = presence
        self.pace = pace
        self.lock = threading.Lock()
        self.running: tuple[Job, Execution, float] | None = None

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """The lease: nobody else touches the job for this long after a heartbeat."""
        return self.pace.lease_s

    def prepare_job_execution(self, job: Job, remove_from_intermediate_queue: bool = False) -> None:
        """Start the job; from here on its lease keeps it, not the intermediate list."""
        super().prepare_job_execution(job, True)

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run the job in this process, under a heartbeat and a deadline."""
        job.timeout = min(job.timeout or self.pace.longest_run_s, self.pace.longest_run_s)
        execution = self.prepare_execution(job)
        self.presence.change(state="busy")
        with self.watched(job, execution):
            self.perform_job(job, queue, execution)
        self.tell_the_end(job)
        self.set_state("idle")
        self.presence.change(state="ready")

    @contextmanager
    def watched(self, job: Job, execution: Execution) -> Iterator[None]:
        """Let `beat` keep the lease for the length of the block."""
        deadline = time.monotonic() + float(job.timeout or 0) + self.pace.grace_s
        self.running = (job, execution, deadline)
        try:
            yield
        finally:
            with self.lock:
                self.running = None

    def beat(self) -> None:
        """Renew the running job's lease; called from the heartbeat thread.

        A run that is past its deadline hangs in native code, where no signal reaches it: the
        process gives itself up, the lease runs out and the job is retried elsewhere.
        """
        with self.lock:
            if self.running is None:
                return
            job, execution, deadline = self.running
            if time.monotonic() > deadline:
                self.log.error("Job %s hangs; this worker gives itself up", job.id)
                os._exit(HUNG)
            self.maintain_heartbeats(job, execution)

    def _finalize_failure(
        self, job: Job, queue: Queue, execution: Execution, exc_info: Any
    ) -> None:
        """A fault would fail again: only a worker's death is worth a retry."""
        if isinstance(exc_info[1], Exception):
            job.retries_left = 0
        super()._finalize_failure(job, queue, execution, exc_info)

    def note_abandoned(self, job: Job, kind: type[BaseException], *rest: object) -> None:
        """Tell whoever waits that a job failed because its workers died, once it is not retried."""
        if kind is AbandonedJobError and not job.retries_left:
            self.tell(job.id, "failed")

    def tell_the_end(self, job: Job) -> None:
        """Say how the job ended, after its result is where everybody can read it."""
        ending = how_it_ended(job)
        if ending is not None:
            self.tell(job.id, ending)

    def tell(self, key: str, kind: Kind) -> None:
        """Publish an event; nothing happens while Redis is away."""
        try:
            self.presence.channel.tell(RunEvent(key=key, kind=kind))
        except (RedisError, OSError) as error:
            self.log.warning("Redis is away: %s", error)


def how_it_ended(job: Job) -> Kind | None:
    """What to tell about a job that was just run; None if it will be run again."""
    status = job.get_status(refresh=False)
    if status == JobStatus.FAILED:
        return "failed"
    if status != JobStatus.FINISHED or not isinstance(job._result, dict):
        return None
    ending: Kind = job._result["status"]
    return ending
