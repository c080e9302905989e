import re

from tests.app.conftest import problem_of


def test_help_lists_every_page_and_every_page_renders(stage):
    index = stage.client.get("/docs").text
    links = set(re.findall(r'href="(/docs/[^"#]+)"', index))
    assert {"/docs/problems", "/docs/security", "/docs/http"} <= links
    for link in links:
        page = stage.client.get(link)
        assert page.status_code == 200 and "<h1" in page.text
        assert 'style="' not in page.text and "<script>" not in page.text


def test_every_problems_type_leads_to_an_entry(stage):
    problem = problem_of(stage.client.get(f"/api/images/{'0' * 64}"), 404)
    address, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in stage.client.get(address).text


def test_the_interface_page_shows_every_address_and_needs_no_script(stage):
    page = stage.client.get("/api/docs")
    paths = stage.client.get("/api/openapi.json").json()["paths"]
    for path in paths:
        assert path in page.text
    assert "<script src" not in page.text and "cdn" not in page.text
    assert 'href="#Run"' in page.text and 'id="Run"' in page.text


def test_unknown_and_hostile_names_are_404(stage):
    for name in ("none", "..%2fREADME", "../pyproject.toml", "%2e%2e/x", "security.md", "a%00b"):
        problem_of(stage.client.get(f"/docs/{name}"), 404)
