"""View-only links from the owner's side: make, list, revoke."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from app.find import find_inspection
from app.links import make_link, revoke_link
from app.parts import PartsOf, SessionOf
from app.questions import plain_json
from app.schemas import AskShare, NewShare, Share
from app.tables import ShareRow

router = APIRouter(tags=["shares"])
MOST_STATE_BYTES = 8192


@router.post("/api/inspections/{inspection}/shares", status_code=201)
def make_share(inspection: str, wish: AskShare, parts: PartsOf, session: SessionOf) -> NewShare:
    """Make a link that shows this view and nothing else. Its token is shown only now."""
    row = find_inspection(session, inspection)
    plain_json(wish.state, ["body", "state"], MOST_STATE_BYTES)
    seconds = wish.expires_in or parts.settings.share_days * 24 * 3600
    share, token = make_link(session, row, wish.state, timedelta(seconds=seconds))
    return NewShare(**share_json(share).model_dump(), token=token, url=f"/s/{token}")


@router.get("/api/inspections/{inspection}/shares")
def list_shares(inspection: str, session: SessionOf) -> list[Share]:
    """The inspection's links, without their tokens."""
    return [share_json(share) for share in find_inspection(session, inspection).shares]


@router.delete("/api/shares/{token}", status_code=204)
def end_share(token: str, session: SessionOf) -> Response:
    """Revoke a link by its token or its id."""
    revoke_link(session, token)
    return Response(status_code=204)


def share_json(share: ShareRow) -> Share:
    """A link as its owner sees it."""
    return Share(
        id=share.id,
        state=share.state,
        created_at=share.created_at,
        expires_at=share.expires_at,
        revoked_at=share.revoked_at,
    )
