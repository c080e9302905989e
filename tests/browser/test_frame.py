"""Every page: accessible, narrow, dark, calm, and usable by keyboard."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.stack import Site
from tests.browser.steps import (
    drop,
    make_link,
    open_workspace,
    saved_png,
    show_word,
    wait_for_words,
)

PAGES = ["home", "gallery", "docs", "problem", "workspace"]
PATHS = {"home": "/", "gallery": "/gallery", "docs": "/docs", "problem": "/nothing-is-here"}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

GoTo = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def inspection(site: Site, browser, tmp_path_factory) -> str:
    """The address of one finished inspection."""
    page = browser.new_page()
    open_workspace(page, site, saved_png(tmp_path_factory.mktemp("frame")), "What is this?")
    wait_for_words(page)
    address = page.url.partition("?")[0]
    page.close()
    return address


@pytest.fixture
def visit(site: Site, inspection: str) -> GoTo:
    """Go to one of `PAGES` and wait until it stands."""

    def go(page: Page, name: str) -> None:
        page.goto(inspection if name == "workspace" else site.url + PATHS[name])
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        if name == "workspace":
            wait_for_words(page)

    return go


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_light_and_dark(page, visit, name):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        visit(page, name)
        assert violations(page) == [], scheme


def test_axe_finds_nothing_in_the_tabs_of_the_workspace(page, visit):
    visit(page, "workspace")
    show_word(page, "dog")
    page.get_by_test_id("small-maps").wait_for()
    assert violations(page) == []
    page.get_by_role("tab", name="Whole table").click()
    page.get_by_test_id("whole-table").get_by_text("dog").first.wait_for()
    page.get_by_test_id("patch-table").locator("summary").click()
    assert violations(page) == []


def test_axe_finds_nothing_in_the_dialogs_of_the_workspace(page, visit):
    visit(page, "workspace")
    make_link(page)
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_test_id("keys").click()
    assert violations(page) == []


def test_axe_finds_nothing_in_a_form_full_of_problems(page, site):
    page.goto(site.url)
    drop(page, "notes.pdf", "application/pdf", b"%PDF")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#prompt-problem")).to_be_visible()
    assert violations(page) == []


def test_axe_would_find_something(page, visit):
    visit(page, "problem")
    page.evaluate("document.querySelector('main').append(new Image())")
    assert violations(page)[0].startswith("image-alt")


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_a_phone(page, visit, name):
    visit(page, name)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_dark_pages_are_dark(page, visit, name):
    page.emulate_media(color_scheme="dark")
    visit(page, name)
    brightness = page.evaluate(
        """() => {
            const canvas = document.createElement("canvas").getContext("2d");
            canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
            canvas.fillRect(0, 0, 1, 1);
            return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
        }"""
    )
    assert brightness < 50


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_when_less_motion_is_wanted(page, visit, name):
    page.emulate_media(reduced_motion="reduce")
    visit(page, name)
    moving = "document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 20)"
    assert page.evaluate(f"{moving}.length") == 0


@pytest.mark.parametrize("name", PAGES)
def test_the_first_key_leads_past_the_header(page, visit, name):
    visit(page, name)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", ["home", "gallery"])
def test_every_focused_control_is_seen_to_be_focused(page, visit, name):
    visit(page, name)
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_navigation_marks_where_the_reader_is(page, visit):
    visit(page, "gallery")
    expect(page.get_by_role("link", name="Gallery", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_role("link", name="Home", exact=True)).not_to_have_attribute(
        "aria-current", "page"
    )


def test_an_unknown_address_says_what_happened_and_what_to_do(page, site):
    response = page.goto(site.url + "/nothing-is-here")
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Not Found")
    expect(page.get_by_text("/nothing-is-here")).to_be_visible()
    expect(page.get_by_role("link", name="Analyse a picture")).to_be_visible()


def test_the_gallery_credits_every_picture_and_lets_it_be_tried(page, site):
    page.goto(site.url + "/gallery")
    articles = page.get_by_role("article")
    assert articles.count() >= 8
    for article in articles.all():
        assert " · " in article.locator(".caption").inner_text()
    page.get_by_role("link", name="Try it:").first.click()
    expect(page.get_by_alt_text("The picture you chose")).to_be_visible()


def test_the_docs_are_reachable_page_by_page(page, site):
    page.goto(site.url + "/docs")
    links = page.get_by_role("navigation", name="Documentation").get_by_role("link")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) >= 5
    for address in addresses:
        assert page.goto(site.url + address).status == 200, address


@pytest.mark.parametrize("name", PAGES)
def test_no_link_of_a_page_leads_nowhere(page, visit, site, name):
    visit(page, name)
    addresses = page.locator("a[href^='/']").evaluate_all(
        "(links) => [...new Set(links.map((link) => link.pathname + link.search))]"
    )
    assert addresses
    broken = [a for a in addresses if page.request.get(site.url + a).status != 200]
    assert broken == []
