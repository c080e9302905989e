"""The gallery's files and precomputed analyses; they need neither queue nor model."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response

from app.parts import PartsOf
from app.problems import NotFound
from app.responses import cached, gzipped_json
from app.samples import MEDIA, example_bundle, example_folder, sample_file

router = APIRouter(tags=["gallery"])
FOR_A_DAY = "public, max-age=86400"


@router.get("/gallery/files/{file}", response_class=Response, include_in_schema=False)
def gallery_file(file: str, request: Request, parts: PartsOf) -> Response:
    """A sample picture."""
    path = sample_file(parts.folders.gallery, file)
    content = path.read_bytes()
    tag = hashlib.sha256(content).hexdigest()[:32]
    kind = MEDIA.get(path.suffix.lower(), "application/octet-stream")
    return cached(request, content, kind, tag, FOR_A_DAY)


@router.get("/api/gallery/{stem}")
def gallery_bundle(stem: str, parts: PartsOf) -> dict[str, Any]:
    """A precomputed analysis, in the shape of a shared link."""
    return example_bundle(parts.folders.gallery, stem)


@router.get("/api/gallery/{stem}/artifacts/{number}", response_class=Response)
def gallery_artifact(stem: str, number: int, request: Request, parts: PartsOf) -> Response:
    """One of its answers, as JSON."""
    path = example_folder(parts.folders.gallery, stem) / f"{number}.json.gz"
    if not path.is_file():
        raise NotFound(f"The analysis {stem!r} has no answer number {number}.")
    content = path.read_bytes()
    response = gzipped_json(request, content, hashlib.sha256(content).hexdigest()[:32])
    response.headers["Cache-Control"] = FOR_A_DAY
    return response
