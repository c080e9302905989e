"""View-only links: a random token of which only the digest is kept; they expire, or are revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.find import ID
from app.problems import NotFound, ShareExpired, ShareRevoked
from app.tables import InspectionRow, RunRow, ShareRow, now


def token_digest(token: str) -> str:
    """What the database keeps of a token; the token's 128 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    session: Session,
    inspection: InspectionRow,
    state: Mapping[str, Any] | None,
    lifetime: timedelta,
) -> tuple[ShareRow, str]:
    """A new link and its token, which cannot be shown again."""
    token = secrets.token_urlsafe(16)
    row = ShareRow(
        id=secrets.token_urlsafe(16),
        inspection=inspection,
        token_digest=token_digest(token),
        state=None if state is None else dict(state),
        created_at=now(),
        expires_at=now() + lifetime,
    )
    session.add(row)
    session.commit()
    return row, token


def open_link(session: Session, token: str) -> ShareRow:
    """The link behind a token; raises `NotFound`, `ShareExpired` or `ShareRevoked`."""
    row = None
    if ID.fullmatch(token):
        digest = token_digest(token)
        row = session.scalars(select(ShareRow).where(ShareRow.token_digest == digest)).first()
    if row is None:
        raise NotFound("There is no such link.", hint="Check that it was copied whole.")
    if row.revoked_at is not None:
        raise ShareRevoked(f"It was withdrawn on {row.revoked_at:%Y-%m-%d %H:%M} UTC.")
    if row.expires_at <= now():
        raise ShareExpired(f"It expired on {row.expires_at:%Y-%m-%d %H:%M} UTC.")
    return row


def revoke_link(session: Session, token_or_id: str) -> None:
    """End the link with this token or id; doing it twice is no error; raises `NotFound`."""
    row = None
    if ID.fullmatch(token_or_id):
        digest = token_digest(token_or_id)
        either = (ShareRow.token_digest == digest) | (ShareRow.id == token_or_id)
        row = session.scalars(select(ShareRow).where(either)).first()
    if row is None:
        raise NotFound("There is no such link.")
    if row.revoked_at is None:
        row.revoked_at = now()
        session.commit()


def shown_runs(share: ShareRow) -> dict[int, RunRow]:
    """What the link shows by number: what was asked before it was made and is done by now."""
    return {
        number: run
        for number, run in enumerate(share.inspection.runs)
        if run.created_at <= share.created_at and run.status == "done"
    }
