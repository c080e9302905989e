"""How a run looks from outside: its state, place, stage and estimate."""

from __future__ import annotations

import statistics

from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.parts import Parts
from app.questions import model_of
from app.schemas import Image, Inspection, Run
from app.served import serving
from app.tables import LIVING, ImageRow, InspectionRow, RunRow, now
from contract.progress import Progress
from contract.queues import lane_of

RECENT = 20


def image_json(image: ImageRow) -> Image:
    """A stored picture."""
    return Image.model_validate(
        {
            "id": image.id,
            "width": image.width,
            "height": image.height,
            "format": image.format,
            "url": f"/api/images/{image.id}",
            "thumbnail_url": f"/api/images/{image.id}/thumbnail",
        }
    )


def run_json(parts: Parts, session: Session, run: RunRow) -> Run:
    """A run as its row says; a living one with its place, stage and estimate."""
    place, progress = None, Progress(stage=run.status, fraction=float(run.status == "done"))
    if run.status in LIVING:
        try:
            place, progress = outlook(parts, session, run)
        except RedisError:
            progress = Progress(stage="the queue does not answer")
    return Run.model_validate(
        {
            "id": run.id,
            "inspection": run.inspection_id,
            "analysis": run.analysis,
            "version": run.version,
            "params": run.params,
            "status": run.status,
            "position": place,
            "progress": progress,
            "error": run.error,
            "created_at": run.created_at,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "artifact_url": f"/api/runs/{run.id}/artifact" if run.status == "done" else None,
            "provenance": run.provenance,
        }
    )


def outlook(parts: Parts, session: Session, run: RunRow) -> tuple[int | None, Progress]:
    """A living run's place in the queue and its progress."""
    usual = usual_seconds(session, run)
    if run.status == "running":
        last = parts.channel.last(run.key)
        progress = last.progress if last and last.progress else Progress(stage="starting")
        if progress.eta_s is None and usual is not None and run.started_at is not None:
            spent = (now() - run.started_at).total_seconds()
            progress = progress.model_copy(update={"eta_s": round(max(usual - spent, 0.0), 2)})
        return None, progress
    model = model_of(run.inspection)
    place = jobs.position(parts.redis, model, run.key, lane_of(run.analysis))
    workers = serving(parts.channel.workers(), model)
    if not workers:
        return place, Progress(stage="no worker serves this model now")
    eta = None if usual is None else round(usual * (place or 1) / workers, 2)
    return place, Progress(stage="waiting", eta_s=eta)


def usual_seconds(session: Session, run: RunRow) -> float | None:
    """Median seconds of this analysis with this model lately; None if there was none."""
    recent = session.scalars(
        select(RunRow.seconds)
        .join(InspectionRow)
        .where(RunRow.analysis == run.analysis, InspectionRow.model == run.inspection.model)
        .where(RunRow.status == "done", RunRow.seconds.is_not(None))
        .order_by(RunRow.finished_at.desc())
        .limit(RECENT)
    ).all()
    values = [seconds for seconds in recent if seconds is not None]
    return statistics.median(values) if values else None


def inspection_json(parts: Parts, session: Session, inspection: InspectionRow) -> Inspection:
    """An inspection with its runs, in the order they were asked."""
    return Inspection(
        id=inspection.id,
        url=f"/i/{inspection.id}",
        image=inspection.image_id,
        picture=image_json(inspection.image),
        prompt=inspection.prompt,
        model=inspection.model,
        revision=inspection.revision,
        dtype=inspection.dtype,
        model_note=inspection.model_note,
        created_at=inspection.created_at,
        runs=[run_json(parts, session, run) for run in inspection.runs],
    )
