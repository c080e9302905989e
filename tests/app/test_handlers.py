import sqlite3

import pytest
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import ResponseError
from sqlalchemy.exc import OperationalError

from tests.app.conftest import problem_of


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/healthz", 405),
        ("PUT", "/api/images", 405),
        ("GET", "/api/images", 405),
        ("POST", "/api/runs/x", 405),
        ("GET", "/api/inspections", 405),
    ],
)
def test_starlettes_own_errors_have_the_one_shape(stage, method, address, status):
    answer = stage.client.request(method, address)
    problem = problem_of(answer, status)
    assert address in problem["detail"] and problem["hint"]
    if status == 405:
        assert answer.headers["allow"]


def test_a_wrong_body_names_each_place(stage):
    problem = problem_of(stage.client.post("/api/inspections", json={"prompt": 5}), 422)
    places = [error["loc"] for error in problem["errors"]]
    assert places == [["body", "image"], ["body", "prompt"]]


def test_a_full_disk_while_a_form_is_buffered_is_no_fault_of_the_client(stage, monkeypatch):
    async def full(self, message):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("starlette.datastructures.UploadFile.write", full)
    problem_of(stage.upload(), 507)


def test_a_body_of_another_type_is_refused(stage):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        answer = stage.client.post(
            "/api/inspections",
            content=b'{"image": "x", "prompt": "x"}',
            headers={"content-type": kind},
        )
        assert answer.status_code in {415, 422}
        problem_of(answer, answer.status_code)


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (RedisGone("no"), 503, "QueueDown"),
        (
            ResponseError("MISCONF Errors writing to the AOF file: No space left"),
            507,
            "StorageFull",
        ),
        (
            OperationalError("x", {}, sqlite3.OperationalError("database is locked")),
            503,
            "DatabaseDown",
        ),
        (OperationalError("x", {}, sqlite3.OperationalError("disk is full")), 507, "StorageFull"),
        (OSError(28, "No space left on device"), 507, "StorageFull"),
        (OSError(5, "Input/output error"), 503, "StoreDown"),
    ],
)
def test_what_lies_outside_is_told_apart_and_says_what_to_do(
    stage, monkeypatch, error, status, kind
):
    def broken(channel):
        raise error

    monkeypatch.setattr("app.routes.models.served_models", broken)
    problem = problem_of(stage.client.get("/api/models"), status)
    assert problem["type"] == f"/docs/problems#{kind}" and problem["hint"]
