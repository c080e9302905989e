"""Pages for people: home, workspace, shared view, gallery."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from redis.exceptions import RedisError

from app.bundles import bundle_of
from app.find import find_inspection, refresh_runs
from app.links import open_link
from app.offers import offered
from app.parts import Parts, PartsOf, SessionOf
from app.samples import example_bundle, first_example, samples
from app.served import served_models
from app.standing import inspection_json

router = APIRouter(include_in_schema=False)
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}
VIEW = ("layer", "word")


@router.get("/", response_class=Response)
def home(request: Request, parts: PartsOf) -> Response:
    """Give a picture, ask a question; works without queue and model as far as it can."""
    try:
        models = [model.model_dump() for model in served_models(parts.channel)]
    except RedisError:
        models = []
    settings = parts.settings
    context = {
        "models": models,
        "gallery": samples(parts.folders.gallery),
        "limits": {
            "max_upload_mb": settings.max_upload_mb,
            "max_megapixels": settings.max_megapixels,
            "max_jpeg_megapixels": settings.max_jpeg_megapixels,
            "max_prompt_characters": settings.max_prompt_characters,
        },
        "example": first_example(parts.folders.gallery),
    }
    return parts.templates.TemplateResponse(request, "home.html", context)


@router.get("/gallery", response_class=Response)
def gallery(request: Request, parts: PartsOf) -> Response:
    """Sample pictures with their stories and credits."""
    context = {"gallery": samples(parts.folders.gallery)}
    return parts.templates.TemplateResponse(request, "gallery.html", context)


@router.get("/gallery/{stem}", response_class=Response)
def gallery_example(stem: str, request: Request, parts: PartsOf) -> Response:
    """A precomputed analysis in the workspace, read-only."""
    bundle = example_bundle(parts.folders.gallery, stem)
    return workspace(
        request,
        parts,
        inspection=bundle,
        read_only=True,
        state=bundle.get("state"),
        preview_url=None,
        page_url=address(request, parts, f"/gallery/{stem}"),
    )


@router.get("/i/{inspection}", response_class=Response)
def inspection_page(
    inspection: str, request: Request, parts: PartsOf, session: SessionOf
) -> Response:
    """The workspace."""
    row = find_inspection(session, inspection)
    refresh_runs(parts, session, row.runs)
    view = {name: request.query_params[name] for name in VIEW if name in request.query_params}
    query = f"?{urlencode(view)}" if view else ""
    response = workspace(
        request,
        parts,
        inspection=inspection_json(parts, session, row).model_dump(mode="json"),
        read_only=False,
        state=None,
        preview_url=address(request, parts, f"/i/{row.id}/preview.png{query}"),
        page_url=address(request, parts, f"/i/{row.id}"),
    )
    response.headers.update(PRIVATE)
    return response


@router.get("/s/{token}", response_class=Response)
def shared_page(token: str, request: Request, parts: PartsOf, session: SessionOf) -> Response:
    """The shared view: the workspace without anything that computes or deletes."""
    share = open_link(session, token)
    bundle = bundle_of(parts, session, share, token).model_dump(mode="json")
    response = workspace(
        request,
        parts,
        inspection=bundle,
        read_only=True,
        state=share.state,
        preview_url=address(request, parts, f"/s/{token}/preview.png"),
        page_url=address(request, parts, f"/s/{token}"),
    )
    response.headers.update(PRIVATE)
    return response


def workspace(request: Request, parts: Parts, **context: Any) -> Response:
    """The workspace template with the catalogue of analyses."""
    analyses = [entry.model_dump() for entry in offered()]
    return parts.templates.TemplateResponse(
        request, "inspection.html", {**context, "analyses": analyses}
    )


def address(request: Request, parts: Parts, path: str) -> str:
    """The path as others see it: below PUBLIC_URL, or below the address that was asked."""
    base = parts.settings.public_url or str(request.base_url)
    return base.rstrip("/") + path
