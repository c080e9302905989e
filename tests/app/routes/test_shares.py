import hashlib
import math
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.app.conftest import problem_of


def shared(stage, inspection: str, **wish) -> dict:
    answer = stage.client.post(f"/api/inspections/{inspection}/shares", json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_link_lives_as_long_as_the_setting_says_or_as_asked(stage):
    inspection = stage.inspect()["id"]
    for wish, seconds in (({}, 7 * 24 * 3600), ({"expires_in": 90}, 90)):
        share = shared(stage, inspection, **wish)
        lifetime = datetime.fromisoformat(share["expires_at"]) - datetime.fromisoformat(
            share["created_at"]
        )
        assert abs(lifetime - timedelta(seconds=seconds)) < timedelta(seconds=2)
        assert share["url"] == f"/s/{share['token']}" and len(share["token"]) == 22


def test_only_the_tokens_digest_is_kept(stage):
    inspection = stage.inspect()["id"]
    share = shared(stage, inspection, state={"layer": 3})
    with Session(stage.parts.database) as session:
        rows = [tuple(row) for row in session.execute(text("SELECT * FROM shares"))]
    assert share["token"] not in str(rows)
    assert hashlib.sha256(share["token"].encode()).hexdigest() in str(rows)
    listed = stage.client.get(f"/api/inspections/{inspection}/shares").json()
    assert [one["id"] for one in listed] == [share["id"]]
    assert share["token"] not in str(listed) and listed[0]["state"] == {"layer": 3}


@pytest.mark.parametrize("by", ["token", "id"])
def test_a_link_is_revoked_by_token_or_id_and_twice_is_no_error(stage, by):
    share = shared(stage, stage.inspect()["id"])
    for _ in range(2):
        assert stage.client.delete(f"/api/shares/{share[by]}").status_code == 204
    problem = problem_of(stage.client.get(f"/api/shares/{share['token']}"), 404)
    assert problem["type"].endswith("ShareRevoked")


def test_the_digest_itself_opens_nothing(stage):
    share = shared(stage, stage.inspect()["id"])
    digest = hashlib.sha256(share["token"].encode()).hexdigest()
    for secret in (digest, share["id"], share["token"][:-1], share["token"].swapcase()):
        problem_of(stage.client.get(f"/api/shares/{secret}"), 404)
    problem_of(stage.client.delete(f"/api/shares/{digest}"), 404)


@pytest.mark.parametrize(
    "wish",
    [
        {"expires_in": 0},
        {"expires_in": -5},
        {"expires_in": 10**12},
        {"expires_in": "x"},
        {"state": [1]},
        {"state": {"word": "x" * 9000}},
    ],
)
def test_a_lifetime_or_state_out_of_bounds_is_refused(stage, wish):
    inspection = stage.inspect()["id"]
    problem_of(stage.client.post(f"/api/inspections/{inspection}/shares", json=wish), 422)


def test_a_state_that_is_no_json_is_refused(stage):
    inspection = stage.inspect()["id"]
    assert math.isnan(float("NaN"))
    answer = stage.client.post(
        f"/api/inspections/{inspection}/shares",
        content='{"state": {"layer": NaN}}',
        headers={"content-type": "application/json"},
    )
    problem_of(answer, 422)


def test_an_unknown_inspection_or_link_is_404(stage):
    problem_of(stage.client.post(f"/api/inspections/{'x' * 22}/shares", json={}), 404)
    problem_of(stage.client.get(f"/api/inspections/{'x' * 22}/shares"), 404)
    problem_of(stage.client.delete(f"/api/shares/{'x' * 22}"), 404)
