import json
import re

import pytest
import structlog

from app.trace import CONTENT_SECURITY_POLICY
from tests.app.conftest import problem_of

ADDRESSES = ["/", "/healthz", "/api/models", "/static/main.js", "/nowhere", "/api/openapi.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_carries_the_security_headers(stage, address):
    headers = stage.client.get(address).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY and "*" not in CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert re.fullmatch("[0-9a-f]{16}", headers["x-request-id"])


def test_a_refused_request_carries_them_too(stage):
    headers = stage.client.get("/healthz", headers={"host": "evil.example"}).headers
    assert headers["content-security-policy"] and headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-0123456789", True), ("short", False), ("a" * 65, False)]
)
def test_a_proxys_request_id_is_kept_if_it_looks_like_one(stage, given, kept):
    answer = stage.client.get("/healthz", headers={"x-request-id": given})
    assert (answer.headers["x-request-id"] == given) is kept


def test_a_bug_is_logged_with_its_trace_and_answered_without(stage, monkeypatch):
    def broken(parts):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("app.routes.health.missing_parts", broken)
    with structlog.testing.capture_logs() as entries:
        answer = stage.client.get("/readyz")
    problem = problem_of(answer, 500)
    assert "secret" not in answer.text and "request id" in problem["hint"]
    assert answer.headers["x-request-id"] and answer.headers["content-security-policy"]
    assert any(entry["event"] == "bug" for entry in entries)


def test_the_log_knows_the_route_but_no_token_prompt_or_file_name(stage):
    with structlog.testing.capture_logs() as entries:
        run = stage.done("My secret prompt")
        share = stage.client.post(
            f"/api/inspections/{run['inspection']}/shares", json={"state": {"word": "secretword"}}
        ).json()
        stage.client.get(share["url"])
        stage.client.get(f"/api/shares/{share['token']}?x=secretquery")
        stage.client.get("/secretpath")
    text = json.dumps(entries, default=str)
    routes = {entry.get("route") for entry in entries}
    assert {"/s/{token}", "/api/shares/{token}", "(none)"} <= routes
    for secret in (share["token"], run["id"], run["inspection"], "secret"):
        assert secret not in text
