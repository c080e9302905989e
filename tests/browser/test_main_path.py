"""What the product is for, once through, on what `make run` starts: real model, real supervisor."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.stack import ROOT
from tests.browser.steps import (
    ask,
    choose,
    heat,
    make_link,
    show_word,
    thumbnail,
    wait_for_words,
)

PATIENCE_MS = 180_000  # what a laptop under full load needs; it takes seconds elsewhere
PHOTOGRAPH = ROOT / "demo" / "gallery" / "two-dogs.jpg"


@pytest.mark.timeout(900)
def test_from_a_photograph_to_a_shared_view(demo_site, page, new_context):
    page.goto(demo_site.url)
    choose(page, PHOTOGRAPH)
    expect(thumbnail(page)).to_be_visible()
    ask(page, "What is this?")
    page.get_by_test_id("answer").locator(".answer-piece").first.wait_for(timeout=PATIENCE_MS)
    wait_for_words(page, PATIENCE_MS)
    assert len(heat(page)) >= 256

    page.get_by_test_id("layer-slider").focus()
    page.keyboard.press("Home")
    expect(page.get_by_test_id("layer-number")).to_contain_text("Layer 0")
    first = heat(page)
    page.keyboard.press("End")
    expect(page.get_by_test_id("layer-number")).to_contain_text("Layer 30")
    page.wait_for_timeout(50)
    assert heat(page) != first

    show_word(page, "dog")
    expect(page.get_by_test_id("legend")).to_contain_text("dog")
    expect(page.get_by_test_id("view-word_map").locator("canvas").first).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page).to_have_url(re.compile("word=dog"))
    link = make_link(page)
    colours = heat(page)

    visitor = new_context().new_page()
    visitor.goto(link)
    wait_for_words(visitor)
    expect(visitor.get_by_test_id("legend")).to_contain_text("dog")
    expect(visitor.get_by_test_id("layer-number")).to_contain_text("Layer 30")
    expect(visitor.get_by_test_id("share")).to_have_count(0)
    visitor.wait_for_timeout(200)
    assert heat(visitor) == colours
