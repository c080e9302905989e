"""What goes in and out of studies over HTTP, as `/api/openapi.json` shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas import SHA, example
from contract.errors import Problem
from contract.study import Table
from studies.datasets.lines import AnnotationFile
from studies.methods.presets import Step

MOST_PICTURES = 5_000


class DatasetPicture(BaseModel):
    """A stored picture under the name that the annotations use."""

    file: str = Field(min_length=1, max_length=1000)
    image: str = Field(description="id of a stored picture")


class DatasetIn(BaseModel):
    """Pictures with their annotations: COCO instances, YOLO labels, or a list of words."""

    name: str = Field("", max_length=200)
    pictures: list[DatasetPicture] = Field(min_length=1, max_length=MOST_PICTURES)
    annotations: list[AnnotationFile] = Field(default_factory=list, max_length=4 * MOST_PICTURES)
    words: list[str] = Field(
        default_factory=list,
        max_length=10 * MOST_PICTURES,
        description="lines of `file,word`, or of a word for every picture",
    )


class AskStudy(BaseModel):
    """Ask a study over labelled pictures."""

    model_config = example(
        study="lens",
        model=None,
        dataset={
            "name": "my pictures",
            "pictures": [{"file": "a.jpg", "image": SHA}],
            "annotations": [{"file": "classes.txt", "text": "dog"},
                            {"file": "labels/a.txt", "text": "0 0.5 0.5 0.2 0.3"}],
            "words": [],
        },
        params={"preset": "loose", "seed": 0},
    )  # fmt: skip

    study: str
    model: str | None = Field(None, description="a name of GET /api/models; null for the first")
    dataset: DatasetIn
    params: dict[str, Any] = Field(default_factory=dict)


class StudyProgress(BaseModel):
    """How far a study is; `eta_s`, at most that long, is null until items were answered."""

    stage: str
    total: int
    asked: int
    done: int
    failed: int
    cancelled: int
    skipped: int = Field(description="not asked, for their object does not count")
    fraction: float
    eta_s: float | None


class StudyBrief(BaseModel):
    """A study in the list."""

    id: str
    url: str
    study: str
    title: str
    name: str
    model: str
    status: Literal["running", "done", "cancelled"]
    progress: StudyProgress
    created_at: datetime
    finished_at: datetime | None


class StudyItem(BaseModel):
    """One question of a study: where it leads, and what went wrong with it."""

    number: int
    file: str
    word: str
    prompt: str
    status: Literal[
        "waiting", "queued", "running", "done", "failed", "cancelled", "deleted", "skipped"
    ]
    url: str | None = Field(description="the workspace with the object selected")
    run: str | None
    artifact_url: str | None
    error: Problem | None


class StudyView(StudyBrief):
    """A study with its tables, the main one first, and its items."""

    question: str
    params: dict[str, Any]
    revision: str
    dtype: str
    model_note: str
    pictures: int
    steps: list[Step]
    notes: list[str] = Field(description="what became of the dataset, in words")
    devices: list[str]
    versions: dict[str, str] = Field(description="libraries that computed it: version")
    table: list[Table]
    artifacts: list[StudyItem]
