"""Deleting: rows, and every file that nobody else uses. The caller commits."""

from __future__ import annotations

from contextlib import suppress

from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.parts import Parts
from app.pictures import forget_picture
from app.runs import cancel
from app.tables import ImageRow, InspectionRow, RunRow, StudyItemRow, StudyRow
from contract.store import artifact_name, provenance_name


def forget_inspection(parts: Parts, session: Session, inspection: InspectionRow) -> None:
    """Delete it, its runs and links, and every file that nobody else uses."""
    for run in inspection.runs:
        cancel(parts, session, run)
    image, keys = inspection.image, {run.key for run in inspection.runs}
    session.delete(inspection)
    session.flush()
    forget_artifacts(parts, session, keys)
    if not is_used(session, image):
        forget_picture(parts.store, session, image)


def forget_study(parts: Parts, session: Session, study: StudyRow) -> None:
    """Delete it, what it asked, and every file that nobody else uses."""
    asked = {item.inspection_id for item in study.items if item.inspection_id is not None}
    session.delete(study)
    session.flush()
    for inspection in asked:
        row = session.get(InspectionRow, inspection)
        if row is not None:
            forget_inspection(parts, session, row)


def is_used(session: Session, image: ImageRow) -> bool:
    """Whether an inspection or a study is about the picture."""
    asked = select(InspectionRow.id).where(InspectionRow.image_id == image.id).limit(1)
    planned = select(StudyItemRow.id).where(StudyItemRow.image_id == image.id).limit(1)
    return session.scalar(asked) is not None or session.scalar(planned) is not None


def forget_artifacts(parts: Parts, session: Session, keys: set[str]) -> None:
    """Delete the answers that no remaining run points to."""
    for key in keys:
        if session.scalar(select(RunRow.id).where(RunRow.key == key).limit(1)) is None:
            parts.store.delete(artifact_name(key))
            parts.store.delete(provenance_name(key))
            with suppress(RedisError):  # what was said about it expires within a day anyhow
                parts.channel.forget(key)
