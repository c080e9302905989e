"""Studies as these tests ask them: small pictures, labelled by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.tables import RunRow, StudyItemRow, StudyRow

BOX = "0 0.5 0.5 0.4 0.4"


def dataset(stage: Any, pictures: int = 2, word: str = "dog", **changes: Any) -> dict[str, Any]:
    """Pictures of their own, each with a box of `word` in its middle."""
    files = [f"{number}.jpg" for number in range(pictures)]
    return {
        "name": "planted",
        "pictures": [{"file": file, "image": stage.upload().json()["id"]} for file in files],
        "annotations": [
            {"file": "classes.txt", "text": word},
            *({"file": f"labels/{number}.txt", "text": BOX} for number in range(pictures)),
        ],
        **changes,
    }


def ask(stage: Any, study: str = "lens", data: Any = None, **params: Any) -> Any:
    """The server's answer to a study with the loose preset."""
    wish = {
        "study": study,
        "dataset": data if data is not None else dataset(stage),
        "params": {"preset": "loose", **params},
    }
    return stage.client.post("/api/studies", json=wish)


def asked(stage: Any, study: str = "lens", data: Any = None, **params: Any) -> dict[str, Any]:
    """A study that was accepted."""
    answer = ask(stage, study, data, **params)
    assert answer.status_code == 202, answer.text
    return answer.json()


def shown(stage: Any, study: dict[str, Any]) -> dict[str, Any]:
    """The study as it is now."""
    return stage.client.get(f"/api/studies/{study['id']}").json()


def runs_of(stage: Any, study: dict[str, Any]) -> list[RunRow]:
    """Every run that was ever asked for the study, by whichever way."""
    with Session(stage.parts.database) as session:
        items = select(StudyItemRow.inspection_id).where(StudyItemRow.study_id == study["id"])
        return list(session.scalars(select(RunRow).where(RunRow.inspection_id.in_(items))))


def study_row(session: Session, study: dict[str, Any]) -> StudyRow:
    """The study's row."""
    return session.get_one(StudyRow, study["id"])
