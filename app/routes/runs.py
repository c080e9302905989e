"""Runs: where one stands, and stopping it."""

from __future__ import annotations

from fastapi import APIRouter

from app.find import find_run, refresh_runs
from app.parts import PartsOf, SessionOf
from app.runs import cancel
from app.schemas import Run
from app.standing import run_json

router = APIRouter(tags=["runs"])


@router.get("/api/runs/{run}")
def show_run(run: str, parts: PartsOf, session: SessionOf) -> Run:
    """Where the run stands: its place in the queue, its stage, its error or its artifact."""
    row = find_run(session, run)
    refresh_runs(parts, session, [row])
    return run_json(parts, session, row)


@router.post("/api/runs/{run}/cancel")
def cancel_run(run: str, parts: PartsOf, session: SessionOf) -> Run:
    """Stop the run, also while it works. An ended run stays as it is."""
    row = find_run(session, run)
    cancel(parts, session, row)
    return run_json(parts, session, row)
