"""Pictures for links pasted in a chat (OpenGraph, 1200 x 630)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.find import find_inspection, refresh_runs
from app.links import open_link, shown_runs
from app.parts import PartsOf, SessionOf
from app.stills import inspection_still
from contract.figure import View

router = APIRouter(include_in_schema=False)

Layer = Annotated[int | None, Query(ge=0)]
Word = Annotated[str | None, Query(max_length=200)]
FOR_MINUTES = {"Cache-Control": "private, max-age=300"}
NOT_INDEXED = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-cache"}


@router.get("/i/{inspection}/preview.png", response_class=Response)
def inspection_preview(
    inspection: str, parts: PartsOf, session: SessionOf, layer: Layer = None, word: Word = None
) -> Response:
    """The inspection's map at this layer, for this word."""
    row = find_inspection(session, inspection)
    refresh_runs(parts, session, row.runs)
    content = inspection_still(parts.store, row, row.runs, View(layer=layer, word=word))
    return Response(content, media_type="image/png", headers=FOR_MINUTES)


@router.get("/s/{token}/preview.png", response_class=Response)
def share_preview(token: str, parts: PartsOf, session: SessionOf) -> Response:
    """The shared view's map."""
    share = open_link(session, token)
    runs = list(shown_runs(share).values())
    content = inspection_still(parts.store, share.inspection, runs, view_of(share.state))
    return Response(content, media_type="image/png", headers=NOT_INDEXED)


def view_of(state: dict[str, Any] | None) -> View:
    """Layer and word of a shared state; what is not understood counts as not said."""
    state = state or {}
    layer, word = state.get("layer"), state.get("word")
    try:
        number = None if layer is None or isinstance(layer, bool) else int(layer)
    except (TypeError, ValueError, OverflowError):
        number = None
    return View(layer=number, word=word if isinstance(word, str) and word else None)
