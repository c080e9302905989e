from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.find import find_inspection
from app.links import make_link, open_link, revoke_link, shown_runs, token_digest
from app.problems import NotFound, ShareExpired, ShareRevoked
from app.tables import now


@pytest.fixture
def session(stage):
    with Session(stage.parts.database) as session:
        yield session


@pytest.fixture
def inspection(stage, session):
    return find_inspection(session, stage.inspect()["id"])


def test_a_token_opens_its_link_until_it_expires(session, inspection):
    row, token = make_link(session, inspection, {"layer": 1}, timedelta(hours=1))
    assert open_link(session, token) is row and row.token_digest == token_digest(token)
    row.expires_at = now()
    with pytest.raises(ShareExpired, match="It expired on 2"):
        open_link(session, token)


def test_a_revoked_link_says_so_and_keeps_its_first_date(session, inspection):
    row, token = make_link(session, inspection, None, timedelta(hours=1))
    revoke_link(session, token)
    first = row.revoked_at
    revoke_link(session, row.id)
    assert row.revoked_at == first
    with pytest.raises(ShareRevoked, match="withdrawn"):
        open_link(session, token)


def test_tokens_never_repeat(session, inspection):
    tokens = {make_link(session, inspection, None, timedelta(1))[1] for _ in range(20)}
    assert len(tokens) == 20


@pytest.mark.parametrize("token", ["", "short", "x" * 22, "x" * 23, "é" * 22])
def test_no_other_token_opens_anything(session, token):
    with pytest.raises(NotFound, match="no such link"):
        open_link(session, token)
    with pytest.raises(NotFound):
        revoke_link(session, token)


def test_numbers_of_shown_runs_do_not_move_when_others_finish(stage, session):
    inspection = stage.inspect("Stable numbers")["id"]
    stage.ask(inspection, words=["dog"])
    stage.ask(inspection, words=["sky"])
    row, _ = make_link(session, find_inspection(session, inspection), None, timedelta(1))
    first, second = row.inspection.runs
    second.status = "done"
    assert shown_runs(row) == {1: second}
    first.status = "done"
    assert shown_runs(row) == {0: first, 1: second}
    session.rollback()
    stage.worker.work_off()
