"""Inspections: open a workspace, look at it, ask in it, delete it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.find import find_image, find_inspection, refresh_runs
from app.forgetting import forget_inspection
from app.parts import PartsOf, SessionOf
from app.prompts import checked_prompt
from app.runs import ask, new_id
from app.schemas import Ask, AskRun, Inspection, Run
from app.served import choose_model
from app.standing import inspection_json, run_json
from app.tables import InspectionRow

router = APIRouter(tags=["inspections"])


@router.post("/api/inspections", status_code=201)
def open_inspection(wish: Ask, parts: PartsOf, session: SessionOf) -> Inspection:
    """Open a workspace on a stored picture. The model's exact revision is written down."""
    prompt = checked_prompt(wish.prompt, parts.settings.max_prompt_characters)
    image = find_image(session, wish.image)
    model = choose_model(parts.channel, wish.model)
    inspection = InspectionRow(
        id=new_id(),
        image=image,
        prompt=prompt,
        model=model.name,
        revision=model.revision,
        dtype=model.dtype,
        model_note=model.note,
    )
    session.add(inspection)
    session.commit()
    return inspection_json(parts, session, inspection)


@router.get("/api/inspections/{inspection}")
def show_inspection(inspection: str, parts: PartsOf, session: SessionOf) -> Inspection:
    """The inspection and all its runs."""
    row = find_inspection(session, inspection)
    refresh_runs(parts, session, row.runs)
    return inspection_json(parts, session, row)


@router.post(
    "/api/inspections/{inspection}/runs",
    status_code=202,
    responses={200: {"model": Run, "description": "It is done already."}},
)
def ask_run(
    inspection: str, wish: AskRun, response: Response, parts: PartsOf, session: SessionOf
) -> Run:
    """Ask an analysis: 202 with a run that waits, 200 where the answer is stored already."""
    row = find_inspection(session, inspection)
    run = ask(parts, session, row, wish.analysis, wish.params)
    if run.status == "done":
        response.status_code = 200
    return run_json(parts, session, run)


@router.delete("/api/inspections/{inspection}", status_code=204)
def delete_inspection(inspection: str, parts: PartsOf, session: SessionOf) -> Response:
    """Delete it, its runs and links, and every file that nobody else uses."""
    forget_inspection(parts, session, find_inspection(session, inspection))
    session.commit()
    return Response(status_code=204)
