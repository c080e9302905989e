"""What the database remembers: images, inspections, runs, shares and studies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Status = Literal["queued", "running", "done", "failed", "cancelled"]
LIVING = ("queued", "running")


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite drops the time zone, so it is put back on reading."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC without a zone, the same in every database."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say again that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The tables' common root."""


class ImageRow(Table):
    """A picture that was uploaded; its pixels are in the store."""

    __tablename__ = "images"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    format: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)


class InspectionRow(Table):
    """One image, one prompt, one model: the workspace at `/i/<id>`."""

    __tablename__ = "inspections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    image_id: Mapped[str] = mapped_column(ForeignKey("images.id"), index=True)
    prompt: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(String(255))
    revision: Mapped[str] = mapped_column(String(255))
    dtype: Mapped[str] = mapped_column(String(32))
    model_note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)

    image: Mapped[ImageRow] = relationship()
    runs: Mapped[list[RunRow]] = relationship(
        back_populates="inspection", cascade="all, delete-orphan", order_by="RunRow.created_at"
    )
    shares: Mapped[list[ShareRow]] = relationship(
        back_populates="inspection", cascade="all, delete-orphan", order_by="ShareRow.created_at"
    )


class RunRow(Table):
    """One analysis asked of an inspection; `key` names its artifact and its job."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
    analysis: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(16), index=True)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    provenance: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    seconds: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant, index=True)

    inspection: Mapped[InspectionRow] = relationship(back_populates="runs")


class ShareRow(Table):
    """A view-only link; only the digest of its token is kept."""

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    inspection: Mapped[InspectionRow] = relationship(back_populates="shares")


class StudyRow(Table):
    """The same questions about many labelled pictures: the page `/studies/<id>`.

    `steps` and `notes` say what became of the dataset before anything was asked.
    """

    __tablename__ = "studies"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    study: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(String(255))
    revision: Mapped[str] = mapped_column(String(255))
    dtype: Mapped[str] = mapped_column(String(32))
    model_note: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    notes: Mapped[list[str]] = mapped_column(JSON)
    pictures: Mapped[int]
    status: Mapped[str] = mapped_column(String(16), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)

    items: Mapped[list[StudyItemRow]] = relationship(
        back_populates="study", cascade="all, delete-orphan", order_by="StudyItemRow.number"
    )


class StudyItemRow(Table):
    """One question of a study. `run_id` is None until it was asked; the run may be deleted.

    `skipped`: never asked, for its object does not count.
    """

    __tablename__ = "study_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id"), index=True)
    number: Mapped[int]
    file: Mapped[str] = mapped_column(Text)
    image_id: Mapped[str] = mapped_column(ForeignKey("images.id"), index=True)
    word: Mapped[str] = mapped_column(String(60))
    prompt: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    inspection_id: Mapped[str | None] = mapped_column(String(32))
    run_id: Mapped[str | None] = mapped_column(String(32), index=True)
    skipped: Mapped[bool] = mapped_column(default=False)

    study: Mapped[StudyRow] = relationship(back_populates="items")
