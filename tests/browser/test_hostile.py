"""Prompts, file names and tokens are hostile text; wherever they are shown, they stay text."""

import json
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser.steps import (
    choose,
    drop,
    open_workspace,
    png,
    saved_png,
    thumbnail,
    wait_for_words,
)

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
CLOSING = "</script><script>alert(3)</script>\"'&lt;b&gt;"


def no_foreign_elements(page):
    assert (
        page.locator('img[src="x"], script:not([src]):not([type="application/json"])').count() == 0
    )
    assert page.locator("[onerror], [onclick], [onload]").count() == 0


def test_a_hostile_question_stays_text_in_the_workspace_and_in_the_share(page, site, tmp_path):
    prompt = f"What is {MARKUP} {CLOSING}?"
    open_workspace(page, site, saved_png(tmp_path), prompt)
    wait_for_words(page)
    expect(page.get_by_test_id("prompt")).to_have_value(prompt)
    no_foreign_elements(page)
    assert json.loads(page.locator("#inspection-data").text_content())["prompt"] == prompt


def test_a_hostile_file_name_stays_text(page, site, tmp_path):
    page.goto(site.url)
    choose(page, saved_png(tmp_path, name="<img src=x onerror=alert(1)>.png"))
    expect(thumbnail(page)).to_be_visible()
    expect(page.get_by_text("<img src=x onerror=alert(1)>.png")).to_be_visible()
    no_foreign_elements(page)
    drop(page, "<img src=x onerror=alert(1)>.png", "image/png", b"broken")
    expect(page.locator("#picture-problem")).to_be_visible()
    no_foreign_elements(page)


def test_hostile_words_of_the_vocabulary_stay_text(page, site, tmp_path):
    """The planted vocabulary holds </script>."""
    open_workspace(page, site, saved_png(tmp_path), "What is this?")
    wait_for_words(page)
    page.get_by_test_id("patch-grid").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("patch-table").locator("summary").click()
    expect(page.get_by_text("</script>").first).to_be_attached()
    no_foreign_elements(page)


def test_a_hostile_view_in_the_address_changes_nothing(page, site, tmp_path):
    open_workspace(page, site, saved_png(tmp_path), "What is this?")
    address = page.url.partition("?")[0]
    view = {"layer": MARKUP, "word": MARKUP, "tab": "__proto__", "sel": "1e9-2e9,x", "map": "2"}
    page.goto(f"{address}?{urlencode(view)}")
    wait_for_words(page)
    no_foreign_elements(page)


def test_a_forged_draft_changes_nothing(page, site):
    page.goto(site.url)
    draft = {"prompt": MARKUP, "image": {"id": '"><script>alert(1)</script>'}, "name": MARKUP}
    page.evaluate(
        "(draft) => sessionStorage.setItem('patchlens-draft', JSON.stringify(draft))", draft
    )
    page.goto(site.url)
    expect(page.get_by_label("Question", exact=True)).to_have_value(MARKUP)
    no_foreign_elements(page)


def test_the_picture_that_is_served_is_not_the_file_that_was_sent(page, site, tmp_path):
    """Text hidden in a picture's metadata does not come back."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    note = PngInfo()
    note.add_text("comment", MARKUP)
    path = tmp_path / "noted.png"
    Image.new("RGB", (40, 40)).save(path, pnginfo=note)
    page.goto(site.url)
    with page.expect_response("**/api/images") as answer:
        choose(page, path)
    stored = page.request.get(site.url + answer.value.json()["url"]).body()
    assert MARKUP.encode() in path.read_bytes()
    assert MARKUP.encode() not in stored
    assert png() != stored
