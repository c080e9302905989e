"""Small shapes of responses that several routes share."""

from __future__ import annotations

import gzip

from starlette.requests import Request
from starlette.responses import Response

from app.problems import NotFound
from contract.store import Store, artifact_name

FOREVER = "public, max-age=31536000, immutable"
PRIVATE_FOREVER = "private, max-age=31536000, immutable"


def unchanged(request: Request, etag: str) -> bool:
    """Whether the browser holds exactly this version already."""
    held = request.headers.get("if-none-match", "")
    return held == "*" or etag in [tag.strip().removeprefix("W/") for tag in held.split(",")]


def cached(
    request: Request, content: bytes, media_type: str, etag: str, cache: str = PRIVATE_FOREVER
) -> Response:
    """Bytes that never change under this address; 304 where the browser has them."""
    headers = {"ETag": f'"{etag}"', "Cache-Control": cache}
    if unchanged(request, f'"{etag}"'):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def accepts_gzip(request: Request) -> bool:
    """Whether the client takes gzip, as its Accept-Encoding says."""
    for part in request.headers.get("accept-encoding", "").split(","):
        coding, _, quality = part.strip().partition(";")
        if coding.strip() in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def gzipped_json(request: Request, content: bytes, etag: str) -> Response:
    """Stored gzipped JSON: as it lies there, or unpacked for a client that takes no gzip."""
    headers = {
        "ETag": f'"{etag}"',
        "Cache-Control": PRIVATE_FOREVER,
        "Vary": "Accept-Encoding",
    }
    if unchanged(request, f'"{etag}"'):
        return Response(status_code=304, headers=headers)
    if accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, media_type="application/json", headers=headers)


def stored_picture(store: Store, name: str) -> bytes:
    """The picture's file of this name; raises `NotFound`."""
    try:
        return store.read(name)
    except FileNotFoundError:
        raise NotFound("The picture was deleted from the store.", hint="Upload it again.") from None


def stored_artifact(store: Store, key: str) -> bytes:
    """The gzipped JSON under this key; raises `NotFound`."""
    try:
        return store.read(artifact_name(key))
    except FileNotFoundError:
        raise NotFound(
            "The answer was deleted from the store.", hint="Ask again to compute it anew."
        ) from None
