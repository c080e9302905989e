"""View-only links from the reader's side. Only reading happens here, by the token alone."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.bundles import bundle_of
from app.links import open_link, shown_runs
from app.parts import PartsOf, SessionOf
from app.problems import NotFound
from app.responses import gzipped_json, stored_artifact, stored_picture
from app.schemas import Bundle
from contract.store import image_name

router = APIRouter(tags=["shares"])
# A link can be revoked: browsers ask each time whether what they hold may still be shown.
ASK_AGAIN = "private, no-cache"
NOT_INDEXED = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": ASK_AGAIN}


@router.get("/api/shares/{token}")
def shared(token: str, response: Response, parts: PartsOf, session: SessionOf) -> Bundle:
    """What the link shows."""
    response.headers.update(NOT_INDEXED)
    return bundle_of(parts, session, open_link(session, token), token)


@router.get("/api/shares/{token}/image", response_class=Response)
def shared_image(token: str, parts: PartsOf, session: SessionOf) -> Response:
    """The picture."""
    image = open_link(session, token).inspection.image
    content = stored_picture(parts.store, image_name(image.id))
    return Response(content, media_type=f"image/{image.format}", headers=NOT_INDEXED)


@router.get("/api/shares/{token}/artifacts/{number}", response_class=Response)
def shared_artifact(
    token: str, number: int, request: Request, parts: PartsOf, session: SessionOf
) -> Response:
    """One answer, as JSON."""
    run = shown_runs(open_link(session, token)).get(number)
    if run is None:
        raise NotFound(f"The link shows no answer number {number}.")
    response = gzipped_json(request, stored_artifact(parts.store, run.key), run.key)
    response.headers.update(NOT_INDEXED)
    return response
