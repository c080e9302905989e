import re

import pytest

from app.main import FOLDERS
from app.samples import samples
from tests.app.conftest import context_of, open_stage, problem_of

PAGES = {"accept": "text/html,application/xhtml+xml"}


def test_the_home_page_knows_models_and_limits(stage):
    context = context_of(stage.client.get("/").text)
    assert [model["name"] for model in context["models"]] == ["planted"]
    assert context["limits"] == {
        "max_upload_mb": 20,
        "max_megapixels": 24,
        "max_jpeg_megapixels": 64,
        "max_prompt_characters": 2000,
    }
    assert context["gallery"] == [] and context["example"] is None


def test_the_workspace_gets_the_inspection_with_its_runs(stage):
    run = stage.done("Page </script><script>alert(1)</script>")
    page = stage.client.get(f"/i/{run['inspection']}", params={"layer": 3, "word": "dog & cat"})
    context = context_of(page.text)
    shown = stage.client.get(f"/api/inspections/{run['inspection']}").json()
    assert context["inspection"] == shown
    assert context["read_only"] is False
    assert context["page_url"] == f"http://127.0.0.1:8000/i/{run['inspection']}"
    assert context["preview_url"].endswith("/preview.png?layer=3&word=dog+%26+cat")
    assert {"logit_lens", "word_map"} <= {entry["name"] for entry in context["analyses"]}
    assert "<script>alert(1)" not in page.text
    assert page.headers["cache-control"] == "private, no-cache"


@pytest.fixture(scope="module")
def shipped(redis_url, tmp_path_factory):
    """An application with the templates, pictures and texts that ship."""
    with open_stage(tmp_path_factory.mktemp("shipped"), redis_url, folders=FOLDERS) as stage:
        stage.worker.announce()
        run = stage.done("Shipped <b>pages</b>")
        share = stage.client.post(f"/api/inspections/{run['inspection']}/shares", json={}).json()
        yield (
            stage,
            [
                *("/", "/gallery", "/docs", "/docs/http", "/docs/problems", "/api/docs"),
                *(f"/i/{run['inspection']}?layer=3&word=dog", share["url"], "/nowhere"),
                *(item["page"] for item in samples(FOLDERS.gallery) if item["page"]),
            ],
        )


def test_the_pages_that_ship_need_nothing_inline_and_nothing_from_elsewhere(shipped):
    stage, addresses = shipped
    for address in addresses:
        page = stage.client.get(address, headers=PAGES)
        assert page.status_code == (404 if address == "/nowhere" else 200), address
        scripts = re.findall(r"<script\b([^>]*)>", page.text)
        assert all("src=" in one or "application/json" in one for one in scripts), address
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)\s*=", page.text), address
        sources = re.findall(r'\s(?:src|action)="([^"]*)"|<link[^>]*href="([^"]*)"', page.text)
        for source in (first or second for first, second in sources):
            assert source.startswith("/") and not source.startswith("//"), (address, source)
        assert "<b>pages</b>" not in page.text


def test_every_file_that_a_page_names_is_there(shipped):
    stage, addresses = shipped
    named = set()
    for address in addresses:
        page = stage.client.get(address, headers=PAGES).text
        named |= set(re.findall(r'"(/static/[^"?#]+)', page))
    assert named
    for name in named:
        assert stage.client.get(name).status_code == 200, name


def test_addresses_for_others_begin_with_the_public_url(new_stage):
    stage = new_stage(public_url="https://lens.example.org/")
    inspection = stage.inspect()
    context = context_of(stage.client.get(inspection["url"]).text)
    assert context["page_url"] == f"https://lens.example.org/i/{inspection['id']}"


@pytest.mark.parametrize(
    "address", ["/i/" + "x" * 22, "/s/" + "x" * 22, "/nowhere", "/gallery/none", "/docs/none"]
)
def test_people_get_a_page_for_what_is_not_there_and_programs_a_problem(stage, address):
    page = stage.client.get(address, headers=PAGES)
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    problem = context_of(page.text)
    assert problem["status"] == 404 and problem["hint"]
    problem_of(stage.client.get(address), 404)


def test_hostile_addresses_are_shown_as_text(stage):
    page = stage.client.get("/<script>alert(1)</script>", headers=PAGES)
    assert page.status_code == 404 and "<script>alert" not in page.text
