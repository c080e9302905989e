"""Studies: from a folder to a table with intervals, and from a row back into the workspace."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stack import Site
from tests.browser.steps import png, wait_for_words
from tests.browser.test_frame import violations

STUDY = re.compile(r"/studies/[A-Za-z0-9_-]{22}$")


@pytest.fixture
def folder(tmp_path):
    """Two pictures of 300 x 200 with a dog on the planted carrier."""
    root = tmp_path / "pets"
    for name in ("images", "boxes", "masks"):
        (root / name).mkdir(parents=True)
    (root / "classes.yaml").write_text("names:\n  0: dog\n")
    for number, colour in enumerate(("seagreen", "tomato")):
        (root / "images" / f"{number}.png").write_bytes(png(colour=colour))
        (root / "masks" / f"{number}.png").write_bytes(png(colour="black"))
        (root / "boxes" / f"{number}.txt").write_text("0 0.5 0.75 0.3 0.4\n")
    return root


def begin(page: Page, site: Site, folder, study: str) -> None:
    page.goto(f"{site.url}/studies")
    page.get_by_role("radio", name=re.compile(study)).check()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(folder)
    expect(page.locator("#chosen")).to_have_text("2 pictures, 3 annotation files")
    page.get_by_label("Objects").select_option("loose")
    page.get_by_role("button", name="Start the study").click()


def finish(page: Page) -> None:
    expect(page).to_have_url(STUDY)
    expect(page.locator("#study")).to_have_attribute("data-status", "done", timeout=60_000)


def test_a_folder_becomes_a_table_and_a_row_leads_into_the_workspace(page, site, folder):
    begin(page, site, folder, "Attention knockout")
    finish(page)
    row = page.get_by_test_id("table-kept").get_by_role("row", name="object → last position 0–2")
    expect(row).to_contain_text("0.0 % [0.0 %, 65.8 %]")
    expect(page.get_by_role("img", name=re.compile("Right answers kept")).first).to_be_visible()
    page.get_by_text("Every question, with its way into the workspace").click()
    page.get_by_test_id("items").get_by_role("link", name="images/0.png").first.click()
    expect(page).to_have_url(re.compile(r"/i/[\w-]{22}\?sel=4$"))
    wait_for_words(page)


def test_the_tables_can_be_taken_home(page, site, folder):
    begin(page, site, folder, "Logit lens")
    finish(page)
    expect(page.get_by_test_id("table-layers")).to_contain_text("1 [1, 1]")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tables as Markdown").click()
    text = download.value.path().read_text()
    assert "## Logit lens: pets" in text and "- Seed: 0" in text
    with page.expect_download() as download:
        page.get_by_role("link", name="Main table as CSV").click()
    assert download.value.path().read_text().startswith("layer,objects,object")


def test_a_bad_line_is_shown_with_file_and_line_and_the_form_stays(page, site, folder):
    (folder / "boxes" / "1.txt").write_text("0 0.5 oops 0.3 0.4\n")
    begin(page, site, folder, "Logit lens")
    expect(page.get_by_role("alert")).to_contain_text(
        "boxes/1.txt, line 1: 'oops' is not a number."
    )
    expect(page.locator("#chosen")).to_have_text("2 pictures, 3 annotation files")


def test_without_pictures_the_form_says_what_to_do(page, site):
    page.goto(f"{site.url}/studies")
    page.get_by_role("button", name="Start the study").click()
    expect(page.get_by_role("alert")).to_contain_text("There are no pictures yet")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, site, folder):
    begin(page, site, folder, "Token ablation")
    finish(page)
    page.get_by_text("Every question, with its way into the workspace").click()
    expect(page.get_by_test_id("items")).to_be_visible()
    for address in (page.url, f"{site.url}/studies"):
        page.goto(address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (address, scheme)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.set_viewport_size({"width": 1280, "height": 900})
