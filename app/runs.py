"""Runs: asked once, found again, reconciled with the store and the queue, cancelled.

Nothing about a run is believed because somebody said so once: its state is derived from the
artifact in the store, the job in the queue and the row in the database, in this order.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import jobs
from app.parts import Parts
from app.problems import RunCrashed
from app.questions import job_of, model_of, question
from app.served import card_of
from app.tables import LIVING, InspectionRow, RunRow, now
from contract.artifact import Provenance
from contract.channel import RunEvent
from contract.job import Job
from contract.queues import lane_of
from contract.store import artifact_name, provenance_name


def new_id() -> str:
    """128 random bits as 22 letters."""
    return secrets.token_urlsafe(16)


def ask(
    parts: Parts,
    session: Session,
    inspection: InspectionRow,
    analysis: str,
    params: Mapping[str, Any],
) -> RunRow:
    """The run that answers this: one that lives or is done already, or a new one in the queue.

    The row is committed before the job is queued: what dies in between is queued by the reaper.
    """
    job = question(inspection, analysis, params, card_of(parts.channel, model_of(inspection)))
    known = session.scalars(
        select(RunRow)
        .where(RunRow.inspection_id == inspection.id, RunRow.key == job.key)
        .where(RunRow.status.in_((*LIVING, "done")))
        .order_by(RunRow.created_at)
    ).first()
    if known is not None:
        refresh(parts, session, known)
        if known.status in LIVING or parts.store.exists(artifact_name(job.key)):
            return known
    run = RunRow(
        id=new_id(),
        inspection=inspection,
        analysis=analysis,
        version=job.version,
        params=job.params,
        key=job.key,
        status="queued",
    )
    session.add(run)
    session.commit()
    if not take_artifact(parts, session, run):
        enqueue_or_forget(parts, session, run, job)
    return run


def enqueue_or_forget(parts: Parts, session: Session, run: RunRow, job: Job) -> None:
    """Queue the job; where that fails the run was never asked, and the error travels on."""
    try:
        enqueue(parts, job)
    except Exception:
        session.delete(run)
        session.commit()
        raise


def enqueue(parts: Parts, job: Job) -> None:
    """Queue the job unless it waits or runs already; an old wish to cancel it is forgotten."""
    alive = jobs.standing(jobs.find(parts.redis, job.key)).state in LIVING
    if not alive or parts.channel.is_cancelled(job.key):
        parts.channel.forget(job.key)
    jobs.ensure(parts.redis, job, parts.settings.run_timeout_s, lane_of(job.analysis))


def settle(session: Session, run: RunRow, **values: Any) -> bool:
    """Write `values` unless the run has ended meanwhile; say whether they were written."""
    result = session.execute(
        update(RunRow)
        .where(RunRow.id == run.id, RunRow.status.in_(LIVING))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    session.refresh(run)
    return bool(getattr(result, "rowcount", 0))


def end(parts: Parts, session: Session, run: RunRow, status: str, **values: Any) -> None:
    """The run has ended, once."""
    if settle(session, run, status=status, finished_at=now(), **values):
        parts.metrics.runs.labels(run.analysis, status).inc()


def take_artifact(parts: Parts, session: Session, run: RunRow) -> bool:
    """End the run as done if its answer lies in the store."""
    if not parts.store.exists(artifact_name(run.key)):
        return False
    provenance = Provenance.model_validate_json(parts.store.read(provenance_name(run.key)))
    end(
        parts,
        session,
        run,
        "done",
        started_at=run.started_at or run.created_at,
        provenance=provenance.model_dump(mode="json"),
        seconds=provenance.seconds,
    )
    return True


def refresh(parts: Parts, session: Session, run: RunRow) -> jobs.Standing:
    """Bring the row up to what store and queue say; returns the job's standing.

    `absent` and `cancelled` leave a living run as it is: nobody cancelled *it*, so its job was
    lost (or cancelled for another run) and `recover` asks again.
    """
    if run.status not in LIVING or take_artifact(parts, session, run):
        return jobs.Standing("done")
    standing = jobs.standing(jobs.find(parts.redis, run.key))
    if standing.state == "running" and run.status != "running":
        settle(session, run, status="running", started_at=run.started_at or now())
    elif standing.state == "queued" and run.status != "queued":
        settle(session, run, status="queued")
    elif standing.state == "failed" and standing.problem is not None:
        end(parts, session, run, "failed", error=standing.problem.model_dump())
    elif standing.state == "done" and not take_artifact(parts, session, run):
        lost = RunCrashed("The worker said that it is done, but stored no answer.")
        end(parts, session, run, "failed", error=lost.problem().model_dump())
    return standing


def recover(parts: Parts, session: Session, run: RunRow) -> bool:
    """Ask again for a living run whose job has gone; say whether that was needed."""
    standing = refresh(parts, session, run)
    if run.status not in LIVING or standing.state not in {"absent", "cancelled"}:
        return False
    settle(session, run, status="queued")
    enqueue(parts, job_of(run))
    return True


def cancel(parts: Parts, session: Session, run: RunRow) -> None:
    """End the run; its job stops too unless another living run waits for the same answer."""
    refresh(parts, session, run)
    if run.status not in LIVING:
        return
    end(parts, session, run, "cancelled")
    others = session.scalar(
        select(func.count()).where(RunRow.key == run.key, RunRow.status.in_(LIVING))
    )
    if not others:
        parts.channel.cancel(run.key)
        job = jobs.find(parts.redis, run.key)
        # Only a job that was still in the queue is taken away; a running one sees the flag.
        queue = jobs.queue_of(parts.redis, model_of(run.inspection), lane_of(run.analysis))
        if job is not None and queue.remove(job):
            job.delete()
    parts.channel.tell(RunEvent(key=run.id, kind="cancelled"))
