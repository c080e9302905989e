"""The database: SQLite in WAL mode by default, anything SQLAlchemy reaches by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from app.tables import Table


def open_database(location: str) -> Engine:
    """The database at a SQLAlchemy address, with its tables made if they are missing."""
    url = make_url(location)
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True)
    else:
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(url)
        event.listen(engine, "connect", prepare_sqlite)
    Table.metadata.create_all(engine)
    return engine


def prepare_sqlite(connection: Any, record: object) -> None:
    """Readers beside one writer, references kept whole, five seconds of patience."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
