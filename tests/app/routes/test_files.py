import gzip
import time

import pytest

from app.main import FOLDERS
from tests.app.conftest import problem_of


def test_a_file_is_revalidated_and_then_not_sent_again(stage):
    first = stage.client.get("/static/main.js")
    assert first.content == (FOLDERS.static / "main.js").read_bytes()
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = stage.client.get(
        "/static/main.js", headers={"if-none-match": f"W/{first.headers['etag']}"}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "..%2fpyproject.toml",
        "%2e%2e/pyproject.toml",
        "lib/../../pyproject.toml",
        "lib/..%2f..%2fpyproject.toml",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "%00",
        ".hidden",
        "lib",
        "",
        "no.js",
        "a" * 3000,
    ],
)
def test_nothing_outside_the_folder_is_served(stage, name):
    problem_of(stage.client.get(f"/static/{name}"), 404)


def test_the_chart_library_comes_from_its_wheel_compressed_once(stage):
    first = stage.client.get("/static/vendor/plotly.min.js")
    assert first.status_code == 200 and len(first.content) > 1_000_000
    assert first.headers["content-encoding"] == "gzip"
    began = time.perf_counter()
    with stage.client.stream("GET", "/static/vendor/plotly.min.js") as answer:
        raw = b"".join(answer.iter_raw())
    assert time.perf_counter() - began < 0.5
    assert gzip.decompress(raw) == first.content and len(raw) < 2_000_000


@pytest.mark.parametrize("ranges", ["bytes=" + "0-1," * 5000 + "0-1", "bytes=" + "9" * 20_000])
def test_absurd_range_headers_cost_nothing(stage, ranges):
    began = time.perf_counter()
    answer = stage.client.get("/static/main.js", headers={"range": ranges})
    assert answer.status_code < 500 and time.perf_counter() - began < 0.2


def test_robots_and_the_icon_are_answered(stage):
    assert "Disallow: /s/" in stage.client.get("/robots.txt").text
    assert stage.client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
