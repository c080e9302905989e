"""What goes in and out over HTTP, as `/api/openapi.json` shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.tables import Status
from contract.artifact import Provenance
from contract.errors import Problem
from contract.model_card import Grid
from contract.progress import Progress

ID = "vZ3mB0q8Q2yq5cPp1kq0Vw"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def example(**values: JsonValue) -> ConfigDict:
    """A model's configuration that shows `values` as its example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Image(BaseModel):
    """A picture as it is stored: upright, without metadata, long side at most 2048 pixels."""

    model_config = example(
        id=SHA,
        width=1024,
        height=768,
        format="jpeg",
        url=f"/api/images/{SHA}",
        thumbnail_url=f"/api/images/{SHA}/thumbnail",
    )

    id: str = Field(description="SHA-256 of the uploaded bytes")
    width: int
    height: int
    format: Literal["jpeg", "png"]
    url: str
    thumbnail_url: str


class SharedImage(BaseModel):
    """A picture as a shared link shows it, without its id."""

    width: int
    height: int
    format: Literal["jpeg", "png"]
    url: str


class Model(BaseModel):
    """A model that this deployment serves, or has served."""

    name: str
    revision: str
    dtype: str
    depth: int = Field(description="number of decoder blocks; layers run from 0 to this")
    grid: Grid
    family: str
    note: str
    abilities: list[str]
    ready: bool = Field(description="whether a living worker serves it")


class CatalogueEntry(BaseModel):
    """An analysis: its question, the form's and the answer's JSON Schema."""

    name: str
    title: str
    question: str
    help: str = Field(description="the method in a few sentences")
    version: int
    params: dict[str, Any]
    artifact: dict[str, Any]
    needs: list[str] = Field(description="abilities that a model must have")


class Ask(BaseModel):
    """Open a workspace: a stored picture, a prompt, a model."""

    model_config = example(image=SHA, prompt="What is in this image?", model=None)

    image: str = Field(description="id of a stored picture")
    prompt: str
    model: str | None = Field(None, description="a name of GET /api/models; null for the first")


class AskRun(BaseModel):
    """Ask one analysis of an inspection."""

    model_config = example(analysis="logit_lens", params={"k": 5})

    analysis: str
    params: dict[str, Any] = Field(default_factory=dict)


class Run(BaseModel):
    """One analysis asked of one inspection, and where it stands."""

    model_config = example(
        id=ID,
        inspection=ID,
        analysis="logit_lens",
        version=1,
        params={"k": 5, "layers": None, "lens": "logit"},
        status="running",
        position=None,
        progress={"stage": "reading layers", "fraction": 0.4, "eta_s": 1.2, "answer": None},
        error=None,
        created_at="2026-11-23T12:00:00Z",
        started_at="2026-11-23T12:00:01Z",
        finished_at=None,
        artifact_url=None,
        provenance=None,
    )

    id: str
    inspection: str
    analysis: str
    version: int
    params: dict[str, Any]
    status: Status
    position: int | None = Field(description="place in the queue, 1 is next")
    progress: Progress
    error: Problem | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    artifact_url: str | None
    provenance: Provenance | None


class Inspection(BaseModel):
    """One image, one prompt, one model, and the runs asked of them."""

    id: str
    url: str
    image: str
    picture: Image
    prompt: str
    model: str
    revision: str
    dtype: str
    model_note: str
    created_at: datetime
    runs: list[Run]


class AskShare(BaseModel):
    """Make a view-only link."""

    model_config = example(expires_in=604800, state={"layer": 22, "word": "dog"})

    expires_in: int | None = Field(
        None, ge=60, le=366 * 24 * 3600, description="seconds; null for the setting SHARE_DAYS"
    )
    state: dict[str, Any] | None = Field(None, description="the view, as in the page's address")


class Share(BaseModel):
    """A view-only link as its owner sees it afterwards: the token is not kept."""

    id: str
    state: dict[str, Any] | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewShare(Share):
    """A view-only link with its token, which is shown this once."""

    token: str
    url: str


class BundleRun(BaseModel):
    """A finished run inside a shared link or a gallery example."""

    analysis: str
    version: int
    params: dict[str, Any]
    status: Literal["done"] = "done"
    artifact_url: str
    provenance: Provenance | None


class Bundle(BaseModel):
    """What a shared link shows. It leads nowhere else."""

    picture: SharedImage
    prompt: str
    model: str
    revision: str
    dtype: str
    model_note: str
    state: dict[str, Any] | None
    expires_at: datetime
    runs: list[BundleRun]
