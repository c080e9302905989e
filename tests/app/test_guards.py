import pytest
from starlette.datastructures import Headers

from app.guards import host_allowed, host_names, same_origin, without_port
from contract.settings import Settings
from tests.app.conftest import problem_of

NAMES = ("localhost", "127.0.0.1", "[::1]", "*.example.org")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]", "a.example.org"]
)
def test_our_names_pass_with_and_without_a_port(host):
    assert host_allowed(host, NAMES)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:8000@localhost",
        "example.org.evil",
        "notexample.org",
        "",
        "[::2]",
        "127.0.0.1.nip.io",
        "localhost\0",
    ],
)
def test_other_names_do_not(host):
    assert not host_allowed(host, NAMES)


def test_the_public_urls_name_is_one_of_ours():
    settings = Settings(allowed_hosts="a, B", public_url="https://Lens.example:443/x")
    assert host_names(settings) == ("a", "b", "lens.example")
    assert without_port("[::1]:80") == "[::1]"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "nonsense"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"}, False),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "https://127.0.0.1:8000"}, True),
        ({"origin": "http://127.0.0.1:8001"}, False),
        ({"origin": "http://127.0.0.1"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://["}, False),
        ({"origin": "http://evil.example", "authorization": "Bearer x"}, False),
        ({"origin": "https://lens.example", "sec-fetch-site": "cross-site"}, True),
    ],
)
def test_changes_are_allowed_to_our_own_pages_and_to_programs(headers, allowed):
    everything = Headers({"host": "127.0.0.1:8000", **headers})
    assert same_origin("POST", everything, ("https://lens.example",)) is allowed
    assert same_origin("GET", everything, ()) is True


def test_another_site_changes_nothing(stage):
    image = stage.upload().json()["id"]
    evil = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    wish = {"image": image, "prompt": "What?"}
    problem = problem_of(stage.client.post("/api/inspections", json=wish, headers=evil), 403)
    assert "evil.example" in problem["detail"]
    problem_of(stage.upload(headers=evil), 403)
    inspection = stage.inspect()["id"]
    problem_of(stage.client.delete(f"/api/inspections/{inspection}", headers=evil), 403)
    assert stage.client.get(f"/api/inspections/{inspection}", headers=evil).status_code == 200


def test_a_foreign_host_is_refused_even_for_reading(stage):
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example"):
        problem_of(stage.client.get("/healthz", headers={"host": host}), 400)
    assert stage.client.get("/healthz", headers={"host": "localhost:9"}).status_code == 200


def test_preflights_get_no_permission(stage):
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    answer = stage.client.options("/api/inspections", headers=asked)
    assert not [name for name in answer.headers if name.startswith("access-control")]
