"""View-only links: the same view, nothing that computes or deletes; withdrawn and expired ones."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stack import Site
from tests.browser.steps import (
    heat,
    make_link,
    open_workspace,
    saved_png,
    show_word,
    wait_for_words,
)


@pytest.fixture
def owner(page: Page, site: Site, tmp_path) -> Page:
    """A workspace with a view worth sharing."""
    open_workspace(page, site, saved_png(tmp_path), "What is this?")
    wait_for_words(page)
    show_word(page, "dog")
    expect(page.get_by_test_id("legend")).to_contain_text("dog")
    page.get_by_test_id("layer-slider").fill("2")
    return page


@pytest.fixture
def visitor(new_context) -> Page:
    """Somebody else's browser."""
    return new_context().new_page()


def test_a_link_shows_the_same_view_in_a_fresh_profile(owner, visitor):
    expect(owner).to_have_url(re.compile("layer=2"))
    colours = heat(owner)
    visitor.goto(make_link(owner))
    wait_for_words(visitor)
    expect(visitor.get_by_test_id("layer-number")).to_contain_text("Layer 2")
    expect(visitor.get_by_test_id("legend")).to_contain_text("dog")
    expect(visitor.get_by_test_id("prompt")).to_have_text("What is this?")
    visitor.wait_for_timeout(100)
    assert heat(visitor) == colours


def test_a_visitor_can_look_around_but_nothing_can_be_computed_or_deleted(owner, visitor):
    asked = []
    visitor.on("request", lambda r: asked.append(r.method) if r.method != "GET" else None)
    visitor.goto(make_link(owner))
    wait_for_words(visitor)
    for name in ("share", "ask-anew", "show-word", "word", "cancel", "retry", "share-revoke"):
        expect(visitor.get_by_test_id(name)).to_have_count(0)
    expect(visitor.get_by_test_id("read-only")).to_be_visible()
    visitor.get_by_test_id("layer-slider").focus()
    visitor.keyboard.press("Home")
    expect(visitor.get_by_test_id("layer-number")).to_contain_text("Layer 0")
    visitor.get_by_role("tab", name="Logit lens").click()
    expect(visitor.get_by_role("radio", name="Embedding lens")).to_have_count(0)
    visitor.get_by_test_id("patch-grid").focus()
    visitor.keyboard.press("ArrowRight")
    visitor.keyboard.press("Enter")
    assert asked == []


def test_the_page_behind_a_link_does_not_name_the_inspection(owner, visitor):
    inspection = re.search(r"/i/([\w-]{22})", owner.url).group(1)
    visitor.goto(make_link(owner))
    wait_for_words(visitor)
    assert inspection not in visitor.content()


def test_a_withdrawn_link_says_so(owner, visitor):
    link = make_link(owner)
    owner.get_by_test_id("share-revoke").click()
    expect(owner.get_by_test_id("share-list")).to_contain_text("withdrawn")
    assert visitor.goto(link).status == 404
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This link was withdrawn")
    expect(visitor.get_by_text("Ask whoever sent it for a new link.")).to_be_visible()


def test_an_expired_link_says_so(owner, visitor, site):
    link = make_link(owner)
    with sqlite3.connect(site.data / "patchlens.sqlite3", timeout=10) as database:
        database.execute("UPDATE shares SET expires_at = '2020-01-01 00:00:00.000000'")
    assert visitor.goto(link).status == 404
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This link has expired")
    expect(visitor.get_by_text("2020-01-01")).to_be_visible()


def test_a_link_pasted_in_a_chat_shows_the_heatmap(owner, visitor):
    link = make_link(owner)
    visitor.goto(link)
    preview = visitor.locator('meta[property="og:image"]').get_attribute("content")
    picture = visitor.request.get(preview)
    assert picture.headers["content-type"] == "image/png"
    body = picture.body()
    width, height = (int.from_bytes(body[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1200, 630)
