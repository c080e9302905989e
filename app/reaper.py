"""Every five seconds: dead workers' jobs are freed, lost ones asked again, studies carried on."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.parts import Parts
from app.pictures import forget_picture
from app.pump import pump
from app.questions import model_of
from app.runs import recover
from app.tables import LIVING, ImageRow, InspectionRow, RunRow, StudyItemRow, now

log = structlog.get_logger()
PAUSE_S = 5.0
KEEP_UNUSED = timedelta(days=1)


class Reaper:
    """A thread that calls `sweep` until it is stopped."""

    def __init__(self, parts: Parts) -> None:
        """Nothing happens before `start`."""
        self.parts = parts
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, name="reaper", daemon=True)

    def start(self) -> None:
        """Sweep from now on."""
        self.thread.start()

    def stop(self) -> None:
        """Stop; returns when the sweep at hand is over."""
        self.stopping.set()
        self.thread.join(timeout=10)

    def _run(self) -> None:
        while not self.stopping.wait(PAUSE_S):
            try:
                sweep(self.parts)
            except Exception as error:
                # Redis, database or store may be away for a while: the next sweep tries again.
                log.warning("reaper.failed", error=type(error).__name__)


def sweep(parts: Parts) -> int:
    """Free abandoned jobs, ask lost ones again (their number is returned), carry studies on.

    Pictures that nobody uses are dropped.
    """
    with Session(parts.database) as session:
        living = session.scalars(select(RunRow).where(RunRow.status.in_(LIVING))).all()
        models = {model_of(run.inspection) for run in living}
        for model in models | {card.id for card in parts.channel.models()}:
            jobs.clean_up(parts.redis, model)
        recovered = sum(recover(parts, session, run) for run in living)
        pump(parts, session)
        drop_unused(parts, session)
    if recovered:
        log.info("reaper.recovered", runs=recovered)
    return recovered


def drop_unused(parts: Parts, session: Session) -> None:
    """Forget pictures that nobody asked anything about within a day."""
    used = select(InspectionRow.image_id).where(InspectionRow.image_id == ImageRow.id).exists()
    planned = select(StudyItemRow.id).where(StudyItemRow.image_id == ImageRow.id).exists()
    old = ImageRow.created_at < now() - KEEP_UNUSED
    for image in session.scalars(select(ImageRow).where(old, ~used, ~planned).limit(100)):
        forget_picture(parts.store, session, image)
    session.commit()
