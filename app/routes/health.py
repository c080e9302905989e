"""Is the process alive, can it serve, and a few numbers."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import jobs
from app.handlers import ProblemResponse
from app.parts import Parts, PartsOf
from app.served import SERVING
from contract.errors import FieldError, Problem

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "`errors` says what is missing."}})
def ready(parts: PartsOf) -> Response:
    """Whether queue, store, database and a worker with a model are there."""
    missing = missing_parts(parts)
    if not missing:
        return Response('{"status":"ready"}', media_type="application/json")
    problem = Problem(
        title="Not ready",
        status=503,
        detail=f"Missing: {', '.join(missing)}.",
        hint="Wait for what is starting, or start what is missing.",
        errors=[FieldError(loc=[name], msg=why) for name, why in missing.items()],
    )
    content = {**problem.model_dump(), "missing": list(missing)}
    return ProblemResponse(content, status_code=503, headers={"Retry-After": "5"})


def missing_parts(parts: Parts) -> dict[str, str]:
    """What does not work, and why, in the order of the checks."""
    checks: dict[str, Callable[[Parts], str | None]] = {
        "redis": check_redis,
        "store": check_store,
        "database": check_database,
        "worker": check_worker,
    }
    missing = {}
    for name, check in checks.items():
        try:
            why = check(parts)
        except Exception as error:
            why = f"{type(error).__name__} while it was tried"
        if why is not None:
            missing[name] = why
    return missing


def check_redis(parts: Parts) -> None:
    """A write, because a full disk still answers reads."""
    parts.redis.set("patchlens:ready", "1", ex=60)


def check_store(parts: Parts) -> str | None:
    """A small file goes in and comes out again."""
    name = f"probe/{secrets.token_hex(8)}"
    parts.store.write(name, b"probe")
    try:
        return None if parts.store.read(name) == b"probe" else "what was written reads differently"
    finally:
        parts.store.delete(name)


def check_database(parts: Parts) -> None:
    """The database answers."""
    with Session(parts.database) as session:
        session.execute(text("SELECT 1"))


def check_worker(parts: Parts) -> str | None:
    """Some worker serves a model."""
    workers = parts.channel.workers()
    if any(worker.state in SERVING and worker.model for worker in workers):
        return None
    states = ", ".join(sorted({worker.state for worker in workers}))
    return f"no worker serves a model (workers: {states or 'none'})"


@router.get("/metrics", response_class=Response)
def metrics(parts: PartsOf) -> Response:
    """Counters and gauges in Prometheus's text format."""
    try:
        measure_queue(parts)
    except RedisError:
        parts.metrics.workers.clear()
        parts.metrics.waiting.clear()
    return Response(generate_latest(parts.metrics.registry), media_type=CONTENT_TYPE_LATEST)


def measure_queue(parts: Parts) -> None:
    """Workers by state and waiting jobs by lane, at this moment."""
    parts.metrics.workers.clear()
    for state, number in Counter(worker.state for worker in parts.channel.workers()).items():
        parts.metrics.workers.labels(state).set(number)
    models = [card.id for card in parts.channel.models()]
    for lane in jobs.LANES:
        number = sum(jobs.queue_of(parts.redis, model, lane).count for model in models)
        parts.metrics.waiting.labels(lane).set(number)
