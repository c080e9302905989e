import pytest

from app.documents import find_page, page_link, pages, problems_page, rendered, slug
from app.problems import NotFound


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "analyses").mkdir()
    (tmp_path / "one.md").write_text("# The `first` page\n\nSee [two](analyses/two_b.md#x).\n")
    (tmp_path / "analyses" / "two_b.md").write_text("Back to [one](../one.md).\n")
    (tmp_path / "Bad Name.md").write_text("# never")
    return tmp_path


def test_pages_are_found_by_name_with_their_heading(folder):
    found = pages(folder)
    assert set(found) == {"one", "analyses/two_b", "problems"}
    assert found["one"].title == "The first page"
    assert found["analyses/two_b"].url == "/docs/analyses/two_b"
    with pytest.raises(NotFound):
        find_page(folder, "../secret")


def test_links_between_files_become_links_between_pages(folder):
    found = pages(folder)
    assert 'href="/docs/analyses/two_b#x"' in rendered(found["one"].text, "one")
    assert 'href="/docs/one"' in rendered(found["analyses/two_b"].text, "analyses/two_b")


@pytest.mark.parametrize("href", ["https://x.example/a.md", "/docs/x", "#here", "a.png"])
def test_other_links_stay(href):
    assert page_link(href, "one") == href


def test_html_is_text_and_script_addresses_are_no_links():
    html = rendered("<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](data:text/html,x)")
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert 'href="javascript' not in html and 'src="data:text' not in html


def test_a_tables_alignment_is_a_class_because_inline_style_is_forbidden():
    html = rendered("| a | b |\n|--:|:-:|\n| 1 | 2 |")
    assert "style=" not in html
    assert 'class="align-right"' in html and 'class="align-center"' in html


def test_headings_can_be_linked_to():
    assert 'id="how-it-works"' in rendered("## How it works")
    assert slug("LayerOutOfRange") == "LayerOutOfRange" and slug("A, b!") == "a-b"


def test_every_problem_is_explained():
    text = problems_page().text
    for name in ("LayerOutOfRange", "ShareExpired", "UploadTooLarge", "StorageFull"):
        assert f"## {name}" in text
