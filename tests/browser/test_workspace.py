"""The workspace, on a model whose patch 4 alone says "dog", from layer 2 on (tests/planted.py)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stack import Site
from tests.browser.steps import heat, open_workspace, saved_png, show_word, wait_for_words

CARRIER = 4


@pytest.fixture
def bench(page: Page, site: Site, tmp_path) -> Page:
    """A workspace whose words are there."""
    open_workspace(page, site, saved_png(tmp_path), "What is this?")
    wait_for_words(page)
    return page


def layer_slider(page):
    return page.get_by_test_id("layer-slider")


def patch_line(page):
    return page.get_by_test_id("patch-line")


def count(page):
    return page.get_by_test_id("selection-count")


def cancel(page):
    page.get_by_test_id("run-state").get_by_test_id("cancel").click()
    expect(page.get_by_test_id("workspace")).to_have_attribute("data-state", "cancelled")


def retry(page):
    return page.get_by_test_id("run-state").get_by_test_id("retry")


def point_at(page, across, down):
    """Move the pointer to a place of the picture, in fractions of it."""
    grid = page.get_by_test_id("patch-grid")
    box = grid.bounding_box()
    grid.hover(position={"x": box["width"] * across, "y": box["height"] * down})


def to_patch_0(page):
    page.get_by_test_id("patch-grid").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)


def test_the_pixels_of_patch_4_say_dog_and_others_do_not(bench):
    point_at(bench, 0.5, 0.75)
    expect(patch_line(bench)).to_contain_text("row 2, column 2")
    expect(patch_line(bench)).to_contain_text("dog")
    point_at(bench, 0.5, 0.25)
    expect(patch_line(bench)).to_contain_text("row 1, column 2")
    expect(patch_line(bench)).not_to_contain_text(re.compile(r": *dog"))


def test_scrubbing_shows_when_the_word_appears(bench):
    show_word(bench, "dog")
    layer_slider(bench).focus()
    bench.keyboard.press("Home")
    expect(bench.get_by_test_id("layer-number")).to_contain_text("Layer 0")
    assert len({tuple(colour) for colour in heat(bench)}) == 1
    for layer in (1, 2):
        bench.keyboard.press("ArrowRight")
        expect(bench.get_by_test_id("layer-number")).to_contain_text(f"Layer {layer}")
    bench.wait_for_timeout(50)
    colours = heat(bench)
    assert [colours.count(colour) == 1 for colour in colours] == [i == CARRIER for i in range(6)]


def test_the_selection_works_by_keyboard_alone(bench):
    to_patch_0(bench)
    bench.keyboard.press("Space")
    expect(count(bench)).to_have_text("1 patch selected")
    bench.keyboard.press("g")
    expect(count(bench)).to_have_text("4 patches selected")
    bench.keyboard.press("i")
    expect(count(bench)).to_have_text("2 patches selected")
    bench.keyboard.press("ControlOrMeta+z")
    expect(count(bench)).to_have_text("4 patches selected")
    bench.keyboard.press("ControlOrMeta+Shift+z")
    expect(count(bench)).to_have_text("2 patches selected")


def test_a_rectangle_is_selected_by_keyboard(bench):
    to_patch_0(bench)
    bench.keyboard.down("Shift")
    bench.keyboard.press("ArrowRight")
    bench.keyboard.press("ArrowDown")
    bench.keyboard.up("Shift")
    expect(count(bench)).to_have_text("4 patches selected")
    expect(bench).to_have_url(re.compile(r"sel=0-1,3-4"))


def test_a_rectangle_is_dragged_and_a_second_one_is_added(bench):
    def drag(start, end):
        point_at(bench, *start)
        bench.mouse.down()
        point_at(bench, *end)
        bench.mouse.up()

    drag((0.1, 0.1), (0.2, 0.9))
    expect(count(bench)).to_have_text("2 patches selected")
    bench.keyboard.down("Shift")
    drag((0.8, 0.1), (0.9, 0.9))
    bench.keyboard.up("Shift")
    expect(count(bench)).to_have_text("4 patches selected")


def test_single_key_shortcuts_can_be_switched_off(bench):
    to_patch_0(bench)
    bench.keyboard.press("Space")
    bench.get_by_test_id("keys").click()
    bench.get_by_test_id("single-keys").uncheck()
    bench.keyboard.press("Escape")
    bench.get_by_test_id("patch-grid").focus()
    bench.keyboard.press("i")
    expect(count(bench)).to_have_text("1 patch selected")


def test_the_address_brings_the_same_view_back(bench):
    to_patch_0(bench)
    bench.keyboard.press("Space")
    show_word(bench, "dog")
    layer_slider(bench).focus()
    bench.keyboard.press("Home")
    bench.keyboard.press("ArrowRight")
    expect(bench).to_have_url(re.compile(r"layer=1(&|$)"))
    address = bench.url
    bench.goto("about:blank")
    bench.goto(address)
    wait_for_words(bench)
    expect(bench.get_by_test_id("layer-number")).to_contain_text("Layer 1")
    expect(count(bench)).to_have_text("1 patch selected")
    expect(bench.get_by_role("tab", name="Word map")).to_have_attribute("aria-selected", "true")
    expect(bench.get_by_test_id("legend")).to_contain_text("dog")


def test_back_and_forward_walk_through_the_views(bench):
    show_word(bench, "dog")
    expect(bench).to_have_url(re.compile("word=dog"))
    show_word(bench, "cat")
    expect(bench).to_have_url(re.compile("word=cat"))
    bench.go_back()
    expect(bench).to_have_url(re.compile("word=dog"))
    expect(bench.get_by_test_id("legend")).to_contain_text("dog")
    bench.go_forward()
    expect(bench.get_by_test_id("legend")).to_contain_text("cat")


def test_the_numbers_of_the_map_stand_in_a_table_too(bench):
    bench.get_by_test_id("patch-table").locator("summary").click()
    table = bench.get_by_test_id("patch-table").get_by_role("grid")
    expect(table).to_be_visible()
    expect(table).to_contain_text("dog")


def test_the_whole_table_shows_the_carrier_at_the_layers_that_say_it(bench):
    bench.get_by_role("tab", name="Whole table").click()
    table = bench.get_by_test_id("whole-table")
    expect(table.get_by_text("dog", exact=True)).to_have_count(2)


def test_provenance_says_what_made_the_picture(bench):
    provenance = bench.get_by_test_id("provenance")
    for fact in ("planted", "float32", "cpu", "once"):
        expect(provenance).to_contain_text(fact)


def test_a_running_question_shows_its_stage_and_can_be_cancelled(page, site, tmp_path):
    open_workspace(page, site, saved_png(tmp_path, colour="teal"), "sleep 20")
    state = page.get_by_test_id("run-state")
    expect(state).to_contain_text("Sleeping", timeout=15_000)
    cancel(page)
    expect(retry(page)).to_be_visible()


def test_a_queued_question_shows_its_place_and_can_be_cancelled(page, new_context, site, tmp_path):
    other = new_context().new_page()
    open_workspace(other, site, saved_png(tmp_path, colour="navy"), "sleep 30")
    expect(other.get_by_test_id("run-state")).to_contain_text("Sleeping", timeout=15_000)
    open_workspace(page, site, saved_png(tmp_path, colour="plum"), "What waits?")
    expect(page.get_by_test_id("run-state")).to_contain_text("number 1 in line", timeout=15_000)
    cancel(page)
    cancel(other)


def test_a_question_that_fails_says_why_and_keeps_everything(page, site, tmp_path):
    open_workspace(page, site, saved_png(tmp_path, colour="olive"), "refuse this")
    expect(page.get_by_test_id("run-state")).to_contain_text("Ask one question in plain words")
    expect(page.get_by_test_id("prompt")).to_have_value("refuse this")
    expect(retry(page)).to_be_visible()


def test_another_question_about_the_same_picture_opens_its_own_workspace(bench):
    before = bench.url.partition("?")[0]
    bench.get_by_test_id("prompt").fill("Is there a dog?")
    bench.get_by_test_id("ask-anew").click()
    expect(bench).not_to_have_url(re.compile(re.escape(before)))
    wait_for_words(bench)
    expect(bench.get_by_test_id("prompt")).to_have_value("Is there a dog?")
