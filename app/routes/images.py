"""Pictures: upload, the stored picture, its small copy."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from app.find import find_image
from app.parts import Parts, PartsOf, SessionOf
from app.pictures import digest, keep_picture, known_picture
from app.problems import NotAPicture, UploadTooLarge
from app.responses import cached, stored_picture
from app.schemas import Image
from app.standing import image_json
from app.tables import ImageRow
from contract.errors import PatchLensError
from contract.store import image_name, thumbnail_name

router = APIRouter(tags=["images"])


@router.post("/api/images", status_code=201)
async def upload(parts: PartsOf, file: Annotated[UploadFile, File()]) -> Image:
    """Store a picture: JPEG, PNG, WebP, GIF (first frame) or AVIF. Same bytes, same id.

    It is turned upright as EXIF says, stripped of metadata and shrunk to a long side of 2048.
    """
    try:
        row = await take(parts, file)
    except PatchLensError as error:
        parts.metrics.uploads.labels(type(error).__name__).inc()
        raise
    parts.metrics.uploads.labels("kept").inc()
    return image_json(row)


async def take(parts: Parts, file: UploadFile) -> ImageRow:
    """The upload as a stored picture; at most four are in memory at a time."""
    if file.size is not None and file.size > parts.settings.max_upload_mb * 2**20:
        raise UploadTooLarge(
            f"It is {file.size:,} bytes large; at most {parts.settings.max_upload_mb} MB are taken."
        )
    async with parts.decoder.turn():
        content = await file.read()
        if not content:
            raise NotAPicture("The file is empty.")
        image = await run_in_threadpool(digest, content)
        known = await run_in_threadpool(known_picture, parts.database, parts.store, image)
        if known is not None:
            return known
        decoded = await parts.decoder.decode(content)
        return await run_in_threadpool(keep_picture, parts.database, parts.store, image, decoded)


@router.get("/api/images/{image}", response_class=Response)
def picture(image: str, request: Request, parts: PartsOf, session: SessionOf) -> Response:
    """The picture as stored; it never changes."""
    row = find_image(session, image)
    return cached(
        request,
        stored_picture(parts.store, image_name(row.id)),
        f"image/{row.format}",
        f"{row.id}-{row.format}",
    )


@router.get("/api/images/{image}/thumbnail", response_class=Response)
def thumbnail(image: str, request: Request, parts: PartsOf, session: SessionOf) -> Response:
    """A small copy, long side 320 pixels, JPEG."""
    row = find_image(session, image)
    return cached(
        request,
        stored_picture(parts.store, thumbnail_name(row.id)),
        "image/jpeg",
        f"{row.id}-small",
    )
