"""What a study has found so far: its items, their artifacts, the tables made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.find import refresh_runs
from app.parts import Parts
from app.pump import model_of_study
from app.served import serving
from app.study_artifacts import artifact_of
from app.study_schemas import StudyBrief, StudyItem, StudyProgress, StudyView
from app.tables import LIVING, RunRow, StudyItemRow, StudyRow
from contract.artifact import Provenance
from contract.store import Store
from contract.study import Result, Table, find_study
from studies.methods.presets import Step
from studies.methods.tables import tables_of

ENDED = ("done", "failed", "cancelled", "deleted", "skipped")


@dataclass(frozen=True)
class Asked:
    """An item and its run; None before it was asked, and after the run was deleted."""

    item: StudyItemRow
    run: RunRow | None

    @property
    def status(self) -> str:
        """Where the item stands."""
        if self.run is not None:
            return self.run.status
        if self.item.run_id is not None:
            return "deleted"
        return "skipped" if self.item.skipped else "waiting"

    def artifact(self, store: Store) -> Any:
        """What the item answered; None where it did not, or where that is gone."""
        if self.run is None or self.run.status != "done":
            return None
        return artifact_of(store, self.run.analysis, self.run.key)


def asked_items(parts: Parts, session: Session, study: StudyRow) -> list[Asked]:
    """Every item with its run, in order; runs that live are brought up to date."""
    found = session.execute(
        select(StudyItemRow, RunRow)
        .outerjoin(RunRow, RunRow.id == StudyItemRow.run_id)
        .where(StudyItemRow.study_id == study.id)
        .order_by(StudyItemRow.number)
    ).all()
    asked = [Asked(item, run) for item, run in found]
    refresh_runs(parts, session, [a.run for a in asked if a.run and a.run.status in LIVING])
    return asked


def progress_of(parts: Parts, session: Session, study: StudyRow) -> StudyProgress:
    """How far the study is, and how long the rest takes with the workers that live now."""
    count, seconds = counts(session, study)
    total, over = sum(count.values()), sum(count[status] for status in ENDED)
    stage, workers = study.status, 0
    if study.status == "running":
        stage, workers = outlook(parts, study)
    return StudyProgress(
        stage=stage,
        total=total,
        asked=total - count["waiting"] - count["skipped"],
        done=count["done"],
        failed=count["failed"],
        cancelled=count["cancelled"] + count["deleted"],
        skipped=count["skipped"],
        fraction=round(over / total, 4) if total else 1.0,
        eta_s=round(seconds * (total - over) / workers, 1) if seconds and workers else None,
    )


def counts(session: Session, study: StudyRow) -> tuple[Counter[str], float | None]:
    """How many items stand where, and the mean seconds of an answered one."""
    waiting, skipped = StudyItemRow.run_id.is_(None), StudyItemRow.skipped
    found = session.execute(
        select(waiting, skipped, RunRow.status, func.count(), func.sum(RunRow.seconds))
        .select_from(StudyItemRow)
        .outerjoin(RunRow, RunRow.id == StudyItemRow.run_id)
        .where(StudyItemRow.study_id == study.id)
        .group_by(waiting, skipped, RunRow.status)
    ).all()
    count: Counter[str] = Counter()
    seconds = 0.0
    for unasked, passed, status, number, spent in found:
        kind = "skipped" if passed else "waiting" if unasked else "deleted"
        count[status or kind] += number
        seconds += spent or 0.0
    return count, seconds / count["done"] if count["done"] else None


def outlook(parts: Parts, study: StudyRow) -> tuple[str, int]:
    """What a running study is doing, and how many workers do it."""
    try:
        workers = serving(parts.channel.workers(), model_of_study(study))
    except RedisError:
        return "the queue does not answer", 0
    return ("asking" if workers else "no worker serves this model now"), workers


def brief(parts: Parts, session: Session, study: StudyRow) -> StudyBrief:
    """The study as the list shows it."""
    return StudyBrief.model_validate(head(parts, session, study))


def head(parts: Parts, session: Session, study: StudyRow) -> dict[str, Any]:
    """What the list and the page share."""
    return {
        "id": study.id,
        "url": f"/studies/{study.id}",
        "study": study.study,
        "title": find_study(study.study).title,
        "name": study.name,
        "model": study.model,
        "status": study.status,
        "progress": progress_of(parts, session, study),
        "created_at": study.created_at,
        "finished_at": study.finished_at,
    }


def view_of(parts: Parts, session: Session, study: StudyRow) -> StudyView:
    """The study with its tables and items as far as they are."""
    asked = asked_items(parts, session, study)
    found = {each.item.id: each.artifact(parts.store) for each in asked}
    results = [
        Result(each.item.file, each.item.word, found[each.item.id])
        for each in asked
        if found[each.item.id] is not None
    ]
    origins = [
        Provenance.model_validate(each.run.provenance)
        for each in asked
        if each.run is not None and each.run.provenance is not None
    ]
    return StudyView(
        **head(parts, session, study),
        question=find_study(study.study).question,
        params=study.params,
        revision=study.revision,
        dtype=study.dtype,
        model_note=study.model_note,
        pictures=study.pictures,
        steps=study.steps,
        notes=study.notes,
        devices=sorted({origin.device for origin in origins}),
        versions=versions_of(origins),
        table=tables(study, results),
        artifacts=[item_json(each, found[each.item.id]) for each in asked],
    )


def tables(study: StudyRow, results: Sequence[Result]) -> list[Table]:
    """The tables over the results so far."""
    found = find_study(study.study)
    steps = [Step.model_validate(step) for step in study.steps]
    params: Any = found.spec.model_validate(study.params)
    return tables_of(found, results, params, steps)


def versions_of(origins: Sequence[Provenance]) -> dict[str, str]:
    """Every library's versions that took part."""
    found: dict[str, set[str]] = {}
    for origin in origins:
        for name, version in origin.versions.items():
            found.setdefault(name, set()).add(version)
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}


def item_json(asked: Asked, artifact: Any) -> StudyItem:
    """An item with the way into its workspace, the object selected where it is known."""
    item, run = asked.item, asked.run
    url = None if run is None else f"/i/{run.inspection_id}"
    if url and artifact is not None and artifact.object:
        url += f"?sel={ranges(artifact.object)}"
    return StudyItem.model_validate(
        {
            "number": item.number,
            "file": item.file,
            "word": item.word,
            "prompt": item.prompt,
            "status": asked.status,
            "url": url,
            "run": None if run is None else run.id,
            "artifact_url": f"/api/runs/{run.id}/artifact"
            if run and run.status == "done"
            else None,
            "error": None if run is None else run.error,
        }
    )


def artifact_url(run: RunRow) -> str:
    """Where an answered run's artifact is fetched."""
    return f"/api/runs/{run.id}/artifact"


def ranges(patches: Sequence[int]) -> str:
    """Patches in order as the workspace's address writes them: `3-7,12`."""
    parts: list[list[int]] = []
    for patch in patches:
        if parts and patch == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], patch]
        else:
            parts.append([patch])
    return ",".join("-".join(map(str, part)) for part in parts)
