"""Studies: ask one over a folder of pictures, follow it, take its tables home."""

from __future__ import annotations

import sys
from contextlib import suppress
from inspect import getdoc
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from redis.exceptions import RedisError
from sqlalchemy import select

from app.forgetting import forget_study
from app.parts import PartsOf, SessionOf
from app.pump import pump_study
from app.served import served_models
from app.studies import cancel_study, find_study_row, open_study
from app.study_files import as_csv, as_markdown
from app.study_results import brief, view_of
from app.study_schemas import AskStudy, StudyBrief, StudyView
from app.tables import StudyRow
from contract.study import Study, studies

router = APIRouter(tags=["studies"])
LISTED = 100
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}


@router.post("/api/studies", status_code=202)
def ask_study(wish: AskStudy, parts: PartsOf, session: SessionOf) -> StudyView:
    """Ask a study of stored pictures with their annotations. Interactive questions go first."""
    row = open_study(parts, session, wish)
    with suppress(RedisError):  # then the next sweep asks the first items
        pump_study(parts, session, row)
    return view_of(parts, session, row)


@router.get("/api/studies")
def list_studies(parts: PartsOf, session: SessionOf) -> list[StudyBrief]:
    """The latest studies of this server, the newest first."""
    known = select(StudyRow).where(StudyRow.study.in_(studies()))
    latest = known.order_by(StudyRow.created_at.desc()).limit(LISTED)
    return [brief(parts, session, row) for row in session.scalars(latest).all()]


@router.get("/api/studies/{study}")
def show_study(study: str, parts: PartsOf, session: SessionOf) -> StudyView:
    """The study: progress, tables so far, every item with its run. Looking carries it on."""
    row = find_study_row(session, study)
    view = view_of(parts, session, row)
    if row.status != "running":
        return view
    with suppress(RedisError):
        pump_study(parts, session, row)
    return view if row.status == "running" else view_of(parts, session, row)


@router.post("/api/studies/{study}/cancel")
def stop_study(study: str, parts: PartsOf, session: SessionOf) -> StudyView:
    """Ask nothing more and stop what runs. What is answered stays."""
    row = find_study_row(session, study)
    cancel_study(parts, session, row)
    return view_of(parts, session, row)


@router.delete("/api/studies/{study}", status_code=204)
def delete_study(study: str, parts: PartsOf, session: SessionOf) -> Response:
    """Delete it, the inspections it opened, and every file that nobody else uses."""
    row = find_study_row(session, study)
    cancel_study(parts, session, row)
    forget_study(parts, session, row)
    session.commit()
    return Response(status_code=204)


@router.get("/api/studies/{study}/table", response_class=Response)
def study_table(
    study: str,
    parts: PartsOf,
    session: SessionOf,
    format: Annotated[Literal["csv", "md"], Query(description="CSV holds one table")] = "md",
    table: Annotated[str | None, Query(max_length=80, description="null: the main one")] = None,
) -> Response:
    """The tables so far: one as CSV, or all as Markdown with seeds and versions."""
    view = view_of(parts, session, find_study_row(session, study))
    content = as_csv(view, table) if format == "csv" else as_markdown(view)
    kind = {"csv": "text/csv", "md": "text/markdown"}[format]
    name = f"patchlens-{view.study}-{view.id[:8]}.{format}"
    return Response(
        content,
        media_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', **PRIVATE},
    )


@router.get("/studies", response_class=Response, include_in_schema=False)
def studies_page(request: Request, parts: PartsOf, session: SessionOf) -> Response:
    """The form and the list; they work without queue and model as far as they can."""
    try:
        models = [model.model_dump() for model in served_models(parts.channel)]
    except RedisError:
        models = []
    context = {
        "kinds": [offer(name, study) for name, study in studies().items()],
        "models": models,
        "listed": [each.model_dump(mode="json") for each in list_studies(parts, session)],
        "max_upload_mb": parts.settings.max_upload_mb,
    }
    return parts.templates.TemplateResponse(request, "studies.html", context)


def offer(name: str, study: Study) -> dict[str, str]:
    """A study as the form offers it."""
    method = getdoc(sys.modules[study.plan.__module__]) or ""
    return {"name": name, "title": study.title, "question": study.question, "help": method}


@router.get("/studies/{study}", response_class=Response, include_in_schema=False)
def study_page(study: str, request: Request, parts: PartsOf, session: SessionOf) -> Response:
    """One study's page."""
    view = view_of(parts, session, find_study_row(session, study))
    return parts.templates.TemplateResponse(
        request, "study.html", {"study": view.model_dump(mode="json")}, headers=PRIVATE
    )
