"""Rows by the ids that stand in addresses; unknown and malformed ones get the same answer."""

from __future__ import annotations

import re

from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from app.parts import Parts
from app.problems import NotFound
from app.runs import refresh
from app.tables import LIVING, ImageRow, InspectionRow, RunRow

ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
SHA = re.compile(r"[0-9a-f]{64}")


def find_image(session: Session, image: str) -> ImageRow:
    """The picture with this id; raises `NotFound`."""
    row = session.get(ImageRow, image) if SHA.fullmatch(image) else None
    if row is None:
        raise NotFound(f"There is no picture {image[:80]!r}.", hint="Upload it (again).")
    return row


def find_inspection(session: Session, inspection: str) -> InspectionRow:
    """The inspection with this id; raises `NotFound`."""
    row = session.get(InspectionRow, inspection) if ID.fullmatch(inspection) else None
    if row is None:
        raise NotFound(f"There is no inspection {inspection[:80]!r}.")
    return row


def find_run(session: Session, run: str) -> RunRow:
    """The run with this id; raises `NotFound`."""
    row = session.get(RunRow, run) if ID.fullmatch(run) else None
    if row is None:
        raise NotFound(f"There is no run {run[:80]!r}.")
    return row


def refresh_runs(parts: Parts, session: Session, runs: list[RunRow]) -> None:
    """Bring runs up to date; without the queue they stay as they were last seen."""
    try:
        for run in runs:
            if run.status in LIVING:
                refresh(parts, session, run)
    except RedisError:
        return
