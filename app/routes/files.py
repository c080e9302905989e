"""Static files and the few addresses that browsers and robots ask for by themselves."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import PlainTextResponse

from app.assets import Asset, find_asset, plotly_asset
from app.parts import PartsOf
from app.responses import accepts_gzip, unchanged

router = APIRouter(include_in_schema=False)
ASK_AGAIN = "no-cache"
FOR_A_DAY = "public, max-age=86400"


@router.get("/static/vendor/plotly.min.js", response_class=Response)
def plotly(request: Request) -> Response:
    """The chart library; 1.5 MB gzipped, loaded when the first chart is shown."""
    return serve(request, plotly_asset(), FOR_A_DAY)


@router.get("/static/{name:path}", response_class=Response)
def static(name: str, request: Request, parts: PartsOf) -> Response:
    """A file of `static/`; browsers ask each time, and mostly get 304."""
    return serve(request, find_asset(parts.folders.static, name), ASK_AGAIN)


@router.get("/favicon.ico", response_class=Response)
def favicon(request: Request, parts: PartsOf) -> Response:
    """Browsers ask for this whatever the page says."""
    return serve(request, find_asset(parts.folders.static, "favicon.svg"), FOR_A_DAY)


@router.get("/robots.txt")
def robots() -> PlainTextResponse:
    """Workspaces, links and the interface are nothing for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /i/\nDisallow: /s/\nDisallow: /api/\n")


def serve(request: Request, asset: Asset, cache: str) -> Response:
    """The file, gzipped where that is taken, or 304."""
    headers = {"ETag": f'"{asset.etag}"', "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if unchanged(request, f'"{asset.etag}"'):
        return Response(status_code=304, headers=headers)
    if asset.gzipped is not None and accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.gzipped, media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
