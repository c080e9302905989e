"""Cause and effect in the workspace, on a model whose patch 4 alone carries "dog".

Removed, that patch (tests/planted.py) costs the answer 8 nats; its edge to the last position in
block 1 costs 6.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stack import Site
from tests.browser.steps import (
    heat,
    make_link,
    open_tab,
    open_workspace,
    saved_png,
    select_patch,
    wait_for_words,
)
from tests.browser.test_frame import violations

CARRIER, REGISTER = 4, 0
TABS = (
    "token_ablation",
    "patch_ablation",
    "attention_knockout",
    "attribution",
    "answer_evidence",
)


@pytest.fixture
def bench(page: Page, site: Site, tmp_path) -> Page:
    """A workspace whose words are there."""
    open_workspace(page, site, saved_png(tmp_path), "What is this?")
    wait_for_words(page)
    return page


def ablate(page, patch):
    select_patch(page, patch)
    open_tab(page, "token_ablation")
    page.get_by_test_id("ablate").click()
    expect(page.get_by_test_id("strip")).to_be_visible()


def ablate_each(page):
    open_tab(page, "patch_ablation")
    page.get_by_test_id("ablate-each").click()
    expect(page.get_by_test_id("each-says")).to_be_visible()


def knock_out(page):
    page.get_by_test_id("width").fill("1")
    page.get_by_test_id("knock-out").click()
    expect(page.get_by_test_id("windows")).to_be_visible()


def follow_dog(page):
    page.locator("[data-panel]:not([hidden])").get_by_test_id("followed-token").select_option("1")


def legend(page):
    return page.get_by_test_id("legend")


def standing_out(page):
    """Patches whose colour no other patch has."""
    colours = heat(page)
    return [patch for patch, colour in enumerate(colours) if colours.count(colour) == 1]


def test_removing_the_carrier_changes_the_answer_and_says_by_how_much(bench):
    ablate(bench, CARRIER)
    expect(bench.locator("del")).to_contain_text("dog")
    expect(bench.get_by_test_id("answer-after").locator("ins")).to_contain_text("cat")
    expect(bench.get_by_test_id("target-change")).to_contain_text("(−8.00 nats)")
    expect(bench.get_by_test_id("verdict")).to_have_text(
        re.compile(r"\d+ of 20 random regions did as much \(p = 0\.\d+\)|all 20 random regions")
    )
    for kind, marks in (("region", 1), ("random", 20), ("gradient", 1), ("register", 1)):
        expect(bench.locator(f".mark.is-{kind}")).to_have_count(marks)


def test_removing_another_patch_changes_nothing_and_says_so(bench):
    ablate(bench, REGISTER)
    expect(bench.get_by_test_id("answer-after")).to_have_text("A dog (the same)")
    expect(bench.get_by_test_id("verdict")).to_contain_text("No sign that this region mattered")
    expect(bench.get_by_test_id("target-change")).to_contain_text("(0 nats)")


def test_nothing_selected_cannot_be_removed_and_the_page_says_what_is_missing(bench):
    open_tab(bench, "token_ablation")
    expect(bench.get_by_test_id("ablate")).to_have_attribute("aria-disabled", "true")
    expect(bench.get_by_test_id("ablate-hint")).to_contain_text("Select patches")
    bench.get_by_test_id("what").select_option("gradient")
    bench.get_by_test_id("count").fill("1")
    bench.get_by_test_id("ablate").click()
    bench.get_by_test_id("select-removed").click()
    expect(bench.get_by_test_id("selection-count")).to_have_text("1 patch selected")
    expect(bench).to_have_url(re.compile(rf"sel={CARRIER}(&|$)"))


def test_a_mask_becomes_the_selection(bench, tmp_path):
    open_tab(bench, "token_ablation")
    bench.get_by_test_id("what").select_option("mask")
    bench.get_by_test_id("mask").set_input_files(saved_png(tmp_path, "mask.png", "white"))
    expect(bench.get_by_test_id("selection-count")).to_have_text("6 patches selected")
    expect(bench.get_by_test_id("ablate")).to_have_text("Remove these 6 patches")


def test_an_earlier_ablation_comes_back_with_its_selection(bench):
    ablate(bench, CARRIER)
    ablate(bench, REGISTER)
    expect(bench.get_by_test_id("answer-after")).to_contain_text("the same")
    past = bench.locator("#panel-token_ablation").get_by_test_id("past").get_by_role("button")
    expect(past).to_have_count(2)
    past.last.click()
    expect(bench.get_by_test_id("answer-after")).to_contain_text("cat")
    expect(bench).to_have_url(re.compile(rf"sel={CARRIER}&.*past=token_ablation\."))
    bench.reload()
    wait_for_words(bench)
    expect(bench.get_by_test_id("answer-after")).to_contain_text("cat")


def test_each_patch_removed_in_turn_marks_the_carrier_on_the_picture(bench):
    ablate_each(bench)
    expect(legend(bench)).to_contain_text("change of log-probability")
    assert standing_out(bench) == [CARRIER]
    expect(bench.get_by_test_id("each-says")).to_contain_text("row 2, column 2")
    bench.get_by_test_id("patch-grid").hover(position={"x": 300, "y": 300})
    expect(bench.get_by_test_id("patch-line")).to_contain_text("−8.00 nats")


def test_the_map_goes_with_the_word_or_the_layer_and_comes_back_from_the_address(bench):
    ablate_each(bench)
    expect(bench).to_have_url(re.compile("map=patch_ablation"))
    bench.reload()
    wait_for_words(bench)
    expect(bench.get_by_test_id("back-to-lens")).to_be_visible()
    bench.get_by_test_id("layer-down").click()
    expect(legend(bench)).to_contain_text("strongest word")
    bench.get_by_test_id("show-map").click()
    expect(legend(bench)).to_contain_text("change of log-probability")
    bench.get_by_test_id("back-to-lens").click()
    expect(legend(bench)).to_contain_text("strongest word")


def test_a_chip_dragged_onto_another_blocks_that_edge_in_block_1(bench):
    select_patch(bench, CARRIER)
    open_tab(bench, "attention_knockout")
    follow_dog(bench)
    bench.get_by_test_id("source").select_option("image")
    groups = bench.get_by_test_id("groups")
    start, end = groups.locator("[data-group=selection]"), groups.locator("[data-group=last]")
    start.hover()
    bench.mouse.down()
    end.hover()
    bench.mouse.up()
    expect(bench.get_by_test_id("knock-out")).to_have_text("Block selection → last position")
    knock_out(bench)
    expect(bench.get_by_test_id("knockout-says")).to_contain_text("Blocking block 1 costs most")
    rows = bench.get_by_test_id("windows").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("−6.00")
    expect(rows.nth(1)).to_contain_text("cat")
    bench.get_by_test_id("knockout-curve").scroll_into_view_if_needed()
    expect(bench.get_by_test_id("knockout-curve").locator(".main-svg").first).to_be_visible()


def test_groups_are_joined_by_keyboard_too(bench):
    open_tab(bench, "attention_knockout")
    for name in ("image", "question"):
        bench.locator(f"[data-group={name}]").focus()
        bench.keyboard.press("Enter")
    expect(bench.get_by_test_id("knock-out")).to_have_text("Block whole picture → question")


def test_blocks_are_brushed(bench):
    open_tab(bench, "attention_knockout")
    strip = bench.get_by_test_id("brush")
    box = strip.bounding_box()
    strip.hover(position={"x": box["width"] * 0.9, "y": 9})
    bench.mouse.down()
    bench.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 9)
    bench.mouse.up()
    expect(bench.get_by_test_id("mode")).to_have_value("range")
    expect(bench.get_by_test_id("first")).to_have_value("1")
    expect(bench.get_by_test_id("last")).to_have_value("2")


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient_x_input", "relevance"])
def test_every_attribution_finds_the_carrier_and_hands_it_to_the_selection(bench, method):
    open_tab(bench, "attribution")
    bench.get_by_test_id("method").select_option(method)
    bench.get_by_test_id("attribute").click()
    bench.get_by_test_id("top-count").fill("1")
    assert standing_out(bench) == [CARRIER]
    bench.get_by_test_id("select-top").click()
    expect(bench).to_have_url(re.compile(rf"sel={CARRIER}(&|$)"))
    complete = bench.get_by_test_id("completeness")
    expect(complete).to_have_count(1 if method == "integrated_gradients" else 0)


def test_a_word_of_the_answer_opens_its_evidence(bench):
    bench.get_by_test_id("answer").get_by_role("button", name="dog").click()
    expect(bench.get_by_role("tab", name="Evidence")).to_have_attribute("aria-selected", "true")
    maps = bench.get_by_test_id("evidence-maps").get_by_role("button")
    expect(maps).to_have_count(4)
    expect(bench.get_by_test_id("agreement")).to_contain_text("1.00")
    bench.get_by_test_id("map-causal").click()
    expect(legend(bench)).to_contain_text("nats")
    assert standing_out(bench) == [CARRIER]
    bench.get_by_test_id("word-to-map").click()
    expect(bench).to_have_url(re.compile("word=dog"))


def test_a_question_that_fails_says_so_and_keeps_the_form(bench):
    problem = {"title": "Queue full", "status": 503, "detail": "512 wait.", "hint": "Come later."}
    bench.route("**/runs", lambda route: route.fulfill(status=503, json=problem))
    open_tab(bench, "token_ablation")
    bench.get_by_test_id("what").select_option("word")
    bench.get_by_test_id("ablate-word").fill("zebra")
    bench.get_by_test_id("count").fill("2")
    bench.get_by_test_id("ablate").click()
    alert = bench.locator("#panel-token_ablation .run-state").get_by_role("alert")
    for said in ("Queue full", "512 wait.", "Come later."):
        expect(alert).to_contain_text(said)
    expect(bench.get_by_test_id("ablate-word")).to_have_value("zebra")
    bench.unroute("**/runs")
    alert.get_by_test_id("retry").click()
    expect(bench.get_by_test_id("verdict")).to_contain_text("No sign that this region mattered")


def ask_everything(page):
    ablate(page, CARRIER)
    ablate_each(page)
    open_tab(page, "attention_knockout")
    knock_out(page)
    open_tab(page, "attribution")
    page.get_by_test_id("attribute").click()
    expect(page.get_by_test_id("completeness")).to_be_visible()
    page.get_by_test_id("answer").get_by_role("button", name="dog").click()
    expect(page.get_by_test_id("map-causal")).to_be_visible()


def test_every_tab_is_accessible_light_dark_and_narrow(bench):
    ask_everything(bench)
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
        bench.emulate_media(color_scheme=scheme)
        bench.set_viewport_size({"width": width, "height": 844})
        for tab in TABS:
            open_tab(bench, tab)
            expect(bench.get_by_test_id(f"view-{tab}").locator("> *").first).to_be_visible()
            assert violations(bench) == [], (tab, scheme, width)
            assert bench.evaluate("document.documentElement.scrollWidth") <= width, tab


def test_a_shared_link_shows_the_results_and_no_forms(bench, new_context):
    ask_everything(bench)
    link = make_link(bench)
    reader = new_context().new_page()
    reader.goto(link)
    wait_for_words(reader)
    for tab in TABS:
        open_tab(reader, tab)
        expect(reader.get_by_test_id(f"view-{tab}").locator("> *").first).to_be_visible()
    for button in ("ablate", "ablate-each", "knock-out", "attribute", "ask-evidence"):
        expect(reader.get_by_test_id(button)).to_have_count(0)
