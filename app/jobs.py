"""RQ's side of a run: put it into its queue once, see where it stands, take it out again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from redis import Redis
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import JobStatus
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from app.problems import RunCrashed, TooMany, WorkerLost
from contract.errors import Problem, TookTooLong
from contract.job import Job, ModelName
from contract.queues import TASK, Lane, queue_name
from contract.safe_job import SafeJob

DAY_S = 24 * 3600
MOST_WAITING = 500
LANES: tuple[Lane, ...] = ("interactive", "batch")

State = Literal["absent", "queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Standing:
    """Where a job stands; `problem` where it failed."""

    state: State
    problem: Problem | None = None


def queue_of(redis: Redis, model: ModelName, lane: Lane = "interactive") -> Queue:
    """The queue that every worker with exactly this model reads."""
    name = queue_name(model, lane)
    return Queue(name, connection=redis, serializer=JSONSerializer, job_class=SafeJob)


def find(redis: Redis, key: str) -> SafeJob | None:
    """The job with this key, or None."""
    try:
        job = SafeJob.fetch(key, connection=redis, serializer=JSONSerializer)
    except NoSuchJobError:
        return None
    return job if isinstance(job, SafeJob) else None


def ensure(redis: Redis, job: Job, timeout_s: int, lane: Lane = "interactive") -> None:
    """Have the job in its queue or at a worker; an ended one of the same key makes room.

    Raises `TooMany` when the queue is full.
    """
    old = find(redis, job.key)
    if old is not None:
        if standing(old).state in {"queued", "running"}:
            return
        old.delete()
    queue = queue_of(redis, job.model, lane)
    if queue.count >= MOST_WAITING:
        raise TooMany(f"{queue.count} questions are waiting for {job.model.name}.")
    try:
        queue.enqueue(
            TASK,
            job.model_dump_json(),
            job_id=job.key,
            unique=True,
            retry=Retry(max=1),
            job_timeout=timeout_s,
            result_ttl=DAY_S,
            failure_ttl=DAY_S,
            description=f"{job.analysis} {job.key[:12]}",
        )
    except DuplicateJobError:
        return  # somebody else asked the same in this moment


def standing(job: SafeJob | None) -> Standing:
    """Where the job stands. A failure that RQ will retry counts as queued."""
    if job is None:
        return Standing("absent")
    try:
        status = job.get_status()
    except InvalidJobOperation:
        return Standing("absent")
    if status == JobStatus.STARTED:
        return Standing("running")
    if status == JobStatus.FINISHED:
        return result_of(job)
    if status == JobStatus.FAILED:
        return Standing("failed", failure_of(job))
    if status in {JobStatus.CANCELED, JobStatus.STOPPED}:
        return Standing("cancelled")
    return Standing("queued")


def result_of(job: SafeJob) -> Standing:
    """What the worker returned: done, an expected failure, or cancelled."""
    result = job.return_value()
    if isinstance(result, str):
        result = json.loads(result)
    if not isinstance(result, dict) or result.get("status") == "done":
        return Standing("done")
    if result.get("status") == "cancelled":
        return Standing("cancelled")
    return Standing("failed", Problem.model_validate(result["problem"]))


def failure_of(job: SafeJob) -> Problem:
    """An unexpected failure in words, without its traceback."""
    result = job.latest_result()
    trace = (result.exc_string if result is not None else None) or ""
    last = trace.strip().splitlines()[-1] if trace.strip() else ""
    if "AbandonedJobError" in trace or "intermediate queue" in trace:
        return WorkerLost().problem()
    if "JobTimeoutException" in trace:
        return TookTooLong(f"It was ended after {job.timeout} seconds.").problem()
    return RunCrashed(f"The worker stopped with {last.split(':')[0][:80]!r}.").problem()


def position(redis: Redis, model: ModelName, key: str, lane: Lane = "interactive") -> int | None:
    """Place in the queue, 1 being next; None when it does not wait."""
    place = queue_of(redis, model, lane).get_job_position(key)
    return None if place is None else int(place) + 1


def clean_up(redis: Redis, model: ModelName) -> None:
    """Retry or fail the jobs whose worker died: their lease has run out."""
    for lane in LANES:
        StartedJobRegistry(queue=queue_of(redis, model, lane)).cleanup()
