"""Carries studies on: a few of each one's items are always in the queue, until none is left.

All it knows stands in the database, so whoever runs it next goes on where the last one stopped.
An item is claimed by writing its run's id into its row, which only one process can do.
"""

from __future__ import annotations

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from app import jobs
from app.parts import Parts
from app.questions import job_of
from app.runs import cancel, enqueue, new_id, take_artifact
from app.study_artifacts import artifact_of
from app.tables import LIVING, InspectionRow, RunRow, StudyItemRow, StudyRow, now
from contract.job import ModelName
from contract.study import find_study, item_name, studies

WINDOW = 50
"""Items of one study that wait or run at a time."""
LOOKED_AT = 1000
"""Unasked items that are looked at in one go."""
MOST_QUEUED = jobs.MOST_WAITING // 2
"""Studies leave the other half of the queue to each other's next items."""


def pump(parts: Parts, session: Session) -> None:
    """Ask what may be asked now, end the studies that have nothing left.

    A study that this release does not know waits for one that does.
    """
    running = StudyRow.status == "running", StudyRow.study.in_(studies())
    for study in session.scalars(select(StudyRow).where(*running)).all():
        pump_study(parts, session, study)
    for run in session.scalars(living_runs("cancelled")).all():
        cancel(parts, session, run)  # it was asked in the moment in which its study was cancelled


def living_runs(status: str, study: str | None = None) -> Select[RunRow]:
    """Select the runs that wait or work for studies of this status."""
    found = (
        select(RunRow)
        .join(StudyItemRow, StudyItemRow.run_id == RunRow.id)
        .join(StudyRow, StudyRow.id == StudyItemRow.study_id)
        .where(StudyRow.status == status, RunRow.status.in_(LIVING))
    )
    return found if study is None else found.where(StudyRow.id == study)


def pump_study(parts: Parts, session: Session, study: StudyRow) -> None:
    """Fill the window; where nothing is left to ask or to wait for, the study is done.

    Of an object that is not named (or named from noise) nothing more is asked.
    """
    living = len(session.scalars(living_runs("running", study.id)).all())
    queued = jobs.queue_of(parts.redis, model_of_study(study), "batch").count
    room = max(0, min(WINDOW - living, MOST_QUEUED - queued))
    unasked = select(StudyItemRow).where(
        StudyItemRow.study_id == study.id,
        StudyItemRow.run_id.is_(None),
        StudyItemRow.skipped.is_(False),
    )
    waiting = session.scalars(unasked.order_by(StudyItemRow.number).limit(LOOKED_AT)).all()
    known = verdicts(parts, session, study)
    for item in waiting:
        counts = known.get((item.file, item.word), True)
        if counts is False:
            skip(session, item)
        elif counts and room > 0:
            ask_item(parts, session, study, item)
            known.setdefault((item.file, item.word), None)
            room -= 1
    left = session.scalar(select(func.count()).select_from(unasked.subquery()))
    if not left and session.scalars(living_runs("running", study.id)).first() is None:
        finish(session, study, "done")


def verdicts(parts: Parts, session: Session, study: StudyRow) -> dict[tuple[str, str], bool | None]:
    """By picture's name and word: whether the object counts; None while its naming is awaited.

    An object's first item finds that out; what is not here was not asked anything yet.
    """
    first = (
        select(func.min(StudyItemRow.number))
        .where(StudyItemRow.study_id == study.id)
        .group_by(StudyItemRow.file, StudyItemRow.word)
    )
    found = session.execute(
        select(StudyItemRow.file, StudyItemRow.word, RunRow.status, RunRow.key)
        .outerjoin(RunRow, RunRow.id == StudyItemRow.run_id)
        .where(StudyItemRow.study_id == study.id, StudyItemRow.number.in_(first))
        .where(StudyItemRow.run_id.is_not(None))
    ).all()
    analysis = item_name(study.study)
    return {
        (file, word): None if status in LIVING else named(parts, analysis, status, key)
        for file, word, status, key in found
    }


def named(parts: Parts, analysis: str, status: str | None, key: str | None) -> bool:
    """Whether an object's first item, which has ended, says that the object counts."""
    artifact = artifact_of(parts.store, analysis, key) if status == "done" and key else None
    return bool(artifact is not None and artifact.naming and artifact.naming.counts)


def skip(session: Session, item: StudyItemRow) -> None:
    """Never ask this item: its object does not count."""
    session.execute(
        update(StudyItemRow)
        .where(StudyItemRow.id == item.id, StudyItemRow.run_id.is_(None))
        .values(skipped=True)
    )
    session.commit()


def model_of_study(study: StudyRow) -> ModelName:
    """Which weights the study is about."""
    return ModelName(name=study.model, revision=study.revision, dtype=study.dtype)


def finish(session: Session, study: StudyRow, status: str) -> None:
    """End the study, once."""
    session.execute(
        update(StudyRow)
        .where(StudyRow.id == study.id, StudyRow.status == "running")
        .values(status=status, finished_at=now())
    )
    session.commit()


def ask_item(parts: Parts, session: Session, study: StudyRow, item: StudyItemRow) -> None:
    """Ask one item as an ordinary run; nothing happens if somebody else did or it was cancelled.

    The run is committed with its claim before the job is queued: what dies in between is queued
    by the reaper, as every run is.
    """
    inspection = inspection_for(session, study, item)
    run = RunRow(
        id=new_id(),
        inspection=inspection,
        analysis=item_name(study.study),
        version=find_study(study.study).item.version,
        params=item.params,
        status="queued",
    )
    run.key = job_of(run).key
    session.add(run)
    session.flush()
    if not claim(session, item, run):
        session.rollback()
        return
    session.commit()
    if not take_artifact(parts, session, run):
        enqueue(parts, job_of(run))


def claim(session: Session, item: StudyItemRow, run: RunRow) -> bool:
    """Write the run into the item's row, unless it has one or its study has ended."""
    running = select(StudyRow.id).where(StudyRow.status == "running")
    result = session.execute(
        update(StudyItemRow)
        .where(StudyItemRow.id == item.id, StudyItemRow.run_id.is_(None))
        .where(StudyItemRow.study_id.in_(running))
        .values(run_id=run.id, inspection_id=run.inspection_id)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(result, "rowcount", 0))


def inspection_for(session: Session, study: StudyRow, item: StudyItemRow) -> InspectionRow:
    """The study's inspection of this picture and prompt: one that an earlier item made, or new."""
    earlier = session.scalars(
        select(InspectionRow)
        .join(StudyItemRow, StudyItemRow.inspection_id == InspectionRow.id)
        .where(StudyItemRow.study_id == study.id, StudyItemRow.image_id == item.image_id)
        .where(StudyItemRow.prompt == item.prompt)
    ).first()
    return earlier or InspectionRow(
        id=new_id(),
        image_id=item.image_id,
        prompt=item.prompt,
        model=study.model,
        revision=study.revision,
        dtype=study.dtype,
        model_note=study.model_note,
    )
