"""Pictures: taken in once, named by the SHA-256 of what was uploaded, forgotten when unused."""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.decoding import Decoded
from app.tables import ImageRow, now
from contract.store import Store, image_name, thumbnail_name


def digest(content: bytes) -> str:
    """The picture's id."""
    return hashlib.sha256(content).hexdigest()


def known_picture(database: Engine, store: Store, image: str) -> ImageRow | None:
    """The picture if its bytes were taken in before and are still there; its day begins anew."""
    with Session(database, expire_on_commit=False) as session:
        row = session.get(ImageRow, image)
        if row is None or not store.exists(image_name(image)):
            return None
        row.created_at = now()
        session.commit()
        return row


def keep_picture(database: Engine, store: Store, image: str, decoded: Decoded) -> ImageRow:
    """Store our own encoding, the row last; raises `StorageFull`."""
    store.write(thumbnail_name(image), decoded.thumbnail)
    store.write(image_name(image), decoded.content)
    row = ImageRow(
        id=image,
        width=decoded.width,
        height=decoded.height,
        format=decoded.format,
        created_at=now(),
    )
    with Session(database, expire_on_commit=False) as session:
        try:
            row = session.merge(row)
            session.commit()
        except IntegrityError:
            session.rollback()  # the same picture came twice in this moment
            row = session.get_one(ImageRow, image)
    return row


def forget_picture(store: Store, session: Session, image: ImageRow) -> None:
    """Delete the row and both files; the caller commits."""
    session.delete(image)
    session.flush()
    store.delete(image_name(image.id))
    store.delete(thumbnail_name(image.id))
