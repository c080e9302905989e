"""A run's progress as server-sent events: where it stands first, then each change, then the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from app.find import find_run, refresh_runs
from app.hub import Queue
from app.looks import Looks
from app.parts import Parts, PartsOf
from app.schemas import Run
from app.standing import run_json
from app.tables import LIVING
from contract.channel import RunEvent

router = APIRouter(tags=["runs"])
FIRST_LOOK_S, LAST_LOOK_S = 0.5, 8.0
RETRY_MS = 2000
SETTLING = 8
ENDS = {"done", "failed", "cancelled"}


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
    looks = looks_of(request, parts)
    first = await looks.at(run)
    if request.headers.get("last-event-id") == f"{first.id}-end":
        return Response(status_code=204)
    return EventSourceResponse(follow(parts, looks, first), ping=15)


def looks_of(request: Request, parts: Parts) -> Looks:
    """The application's one `Looks`, made with its first stream."""
    state = request.app.state
    if not hasattr(state, "looks"):
        state.looks = Looks(partial(look, parts))
    looks: Looks = state.looks
    return looks


def look(parts: Parts, run: str) -> Run:
    """The run as it stands now; raises `NotFound`."""
    with Session(parts.database) as session:
        row = find_run(session, run)
        refresh_runs(parts, session, [row])
        return run_json(parts, session, row)


async def follow(parts: Parts, looks: Looks, run: Run) -> AsyncIterator[ServerSentEvent]:
    """Events until the run ends.

    What happened before we listened is found by looking again soon; after that ever less often,
    because events tell the rest, except a place in the queue.
    """
    key = await run_in_threadpool(key_of, parts, run.id)
    parts.metrics.streams.inc()
    try:
        with parts.hub.listen(key, run.id) as queue:
            patience = FIRST_LOOK_S
            yield message(run)
            while run.status in LIVING:
                later = await next_state(looks, run, queue, patience)
                patience = min(2 * patience, LAST_LOOK_S)
                if later != run:
                    run = later
                    yield message(run)
    finally:
        parts.metrics.streams.dec()


def key_of(parts: Parts, run: str) -> str:
    """The key that the run's events carry."""
    with Session(parts.database) as session:
        return find_run(session, run).key


async def next_state(looks: Looks, run: Run, queue: Queue, patience: float) -> Run:
    """The run after its next event, or after `patience` seconds."""
    try:
        event = await asyncio.wait_for(queue.get(), patience)
    except TimeoutError:
        return await looks.at(run.id)
    if event.kind == "progress" and event.progress is not None and run.status == "running":
        return with_progress(run, event)
    later = await looks.at(run.id, fresh_s=0)
    for _ in range(SETTLING if event.kind in ENDS else 0):
        if later.status not in LIVING:
            break
        # The worker tells first and returns its result a moment later; or we asked too early.
        await asyncio.sleep(0.05)
        later = await looks.at(run.id, fresh_s=0.04)
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
