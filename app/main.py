"""The application is one constructor call; tests pass their own parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.templating import Jinja2Templates
from redis import Redis
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware

from app.body_limit import BodyLimit
from app.decoder import Decoder
from app.decoding import Limits
from app.floors import check_floors
from app.guards import Guard
from app.handlers import add_handlers
from app.hub import Hub
from app.metrics import Metrics
from app.parts import Folders, Parts
from app.reaper import Reaper
from app.routes import ALL, PROBLEM_RESPONSES
from app.trace import Trace
from contract.channel import Channel
from contract.settings import Settings
from contract.store import Store

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = Folders(
    templates=ROOT / "templates",
    static=ROOT / "static",
    docs=ROOT / "docs",
    gallery=ROOT / "demo" / "gallery",
)
BODY_MARGIN = 64 * 1024


def create_app(
    settings: Settings,
    redis: Redis,
    store: Store,
    database: Engine,
    folders: Folders = FOLDERS,
) -> FastAPI:
    """The web application around these parts. Its threads live as long as its lifespan."""
    check_floors()
    megapixel = 1_000_000
    limits = Limits(settings.max_megapixels * megapixel, settings.max_jpeg_megapixels * megapixel)
    parts = Parts(
        settings=settings,
        redis=redis,
        store=store,
        database=database,
        channel=Channel(redis),
        decoder=Decoder(limits),
        hub=Hub(redis),
        metrics=Metrics(),
        folders=folders,
        templates=Jinja2Templates(directory=folders.templates),
    )
    app = FastAPI(
        title="PatchLens",
        version="1",
        summary="See what a vision-language model sees, patch by patch and layer by layer.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        form_limits={"max_files": 1, "max_fields": 4, "max_part_size": 16 * 1024},
        telemetry={"tracing": False},
    )
    app.state.parts = parts
    for router in ALL:
        app.include_router(router, responses=PROBLEM_RESPONSES)
    add_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(BodyLimit, most_bytes=settings.max_upload_mb * 2**20 + BODY_MARGIN)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Trace, metrics=parts.metrics)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the listening and the reaping thread and the decoders; end them together."""
    parts: Parts = app.state.parts
    reaper = Reaper(parts)
    parts.hub.start()
    reaper.start()
    parts.decoder.warm()
    try:
        yield
    finally:
        reaper.stop()
        parts.hub.stop()
        parts.decoder.close()
