"""What routes work with: everything that `create_app` was given, and what it made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from fastapi.templating import Jinja2Templates
from redis import Redis
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from app.decoder import Decoder
from app.hub import Hub
from app.metrics import Metrics
from contract.channel import Channel
from contract.settings import Settings
from contract.store import Store


@dataclass(frozen=True)
class Folders:
    """Where the pages' files are; tests bring their own."""

    templates: Path
    static: Path
    docs: Path
    gallery: Path


@dataclass(frozen=True)
class Parts:
    """One web server's parts, shared by all its requests."""

    settings: Settings
    redis: Redis
    store: Store
    database: Engine
    channel: Channel
    decoder: Decoder
    hub: Hub
    metrics: Metrics
    folders: Folders
    templates: Jinja2Templates


def parts_of(connection: HTTPConnection) -> Parts:
    """The parts of the application that serves this request."""
    parts: Parts = connection.app.state.parts
    return parts


PartsOf = Annotated[Parts, Depends(parts_of)]


def session_of(parts: PartsOf) -> Iterator[Session]:
    """A database session for one request; what is not committed is forgotten."""
    with Session(parts.database) as session:
        yield session


SessionOf = Annotated[Session, Depends(session_of)]
