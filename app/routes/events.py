"""A run's progress as server-sent events: where it stands first, then each change, then the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from app.find import find_run, refresh_runs
from app.hub import Queue
from app.parts import Parts, PartsOf
from app.schemas import Run
from app.standing import run_json
from app.tables import LIVING
from contract.channel import RunEvent

router = APIRouter(tags=["runs"])
LOOK_AGAIN_S = 2.0
RETRY_MS = 2000
SETTLING = 8


@router.get(
    "/api/runs/{run}/events",
    response_class=EventSourceResponse,
    responses={200: {"description": "`progress`, then `done`, `failed` or `cancelled`"}},
)
async def run_events(run: str, request: Request, parts: PartsOf) -> Response:
    """Follow a run: events `progress`, then `done`, `failed` or `cancelled`; data is the run.

    The stream begins with the present state, so that reconnecting loses nothing, and ends by
    itself. A browser that reconnects after the end is told to stop (204).
    """
    first = await run_in_threadpool(look, parts, run)
    if request.headers.get("last-event-id") == f"{first.id}-end":
        return Response(status_code=204)
    return EventSourceResponse(follow(parts, first), ping=15)


def look(parts: Parts, run: str) -> Run:
    """The run as it stands now; raises `NotFound`."""
    with Session(parts.database) as session:
        row = find_run(session, run)
        refresh_runs(parts, session, [row])
        return run_json(parts, session, row)


async def follow(parts: Parts, first: Run) -> AsyncIterator[ServerSentEvent]:
    """Events until the run ends. Nothing is lost between looking and listening: listen first."""
    key = await run_in_threadpool(key_of, parts, first.id)
    parts.metrics.streams.inc()
    try:
        with parts.hub.listen(key, first.id) as queue:
            run = await run_in_threadpool(look, parts, first.id)
            yield message(run)
            while run.status in LIVING:
                later = await next_state(parts, run, queue)
                if later != run:
                    run = later
                    yield message(run)
    finally:
        parts.metrics.streams.dec()


def key_of(parts: Parts, run: str) -> str:
    """The key that the run's events carry."""
    with Session(parts.database) as session:
        return find_run(session, run).key


async def next_state(parts: Parts, run: Run, queue: Queue) -> Run:
    """The run after its next event, or after two seconds, when its place may have changed."""
    try:
        event = await asyncio.wait_for(queue.get(), LOOK_AGAIN_S)
    except TimeoutError:
        return await run_in_threadpool(look, parts, run.id)
    if event.kind == "progress" and event.progress is not None and run.status == "running":
        return with_progress(run, event)
    later = await run_in_threadpool(look, parts, run.id)
    for _ in range(SETTLING if event.kind in {"failed", "cancelled"} else 0):
        if later.status not in LIVING:
            break
        # The worker tells first and returns its result to the queue a moment later.
        await asyncio.sleep(0.05)
        later = await run_in_threadpool(look, parts, run.id)
    return later


def with_progress(run: Run, event: RunEvent) -> Run:
    """The run with the event's progress: no need to ask database and queue for that."""
    progress = event.progress
    if progress is None or progress.fraction < run.progress.fraction:
        return run  # it was on its way before we looked
    if progress.answer is None:
        progress = progress.model_copy(update={"answer": run.progress.answer})
    return run.model_copy(update={"progress": progress})


def message(run: Run) -> ServerSentEvent:
    """One event; its id tells a browser that reconnects whether it saw the end."""
    alive = run.status in LIVING
    return ServerSentEvent(
        run.model_dump_json(),
        event="progress" if alive else run.status,
        id=f"{run.id}-{'on' if alive else 'end'}",
        retry=RETRY_MS,
    )
