"""A newcomer's first minute: an analysed picture that needs no model (see planted_gallery.py)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stack import Site
from tests.browser.steps import heat, wait_for_words


@pytest.fixture
def example(page: Page, site: Site):
    page.goto(site.url)
    return page.get_by_role("region", name="An analysed picture")


def slider(example):
    return example.get_by_role("slider", name="Layer")


def test_the_home_page_opens_with_an_analysed_picture(example):
    expect(example).to_contain_text("A dog")
    expect(example).to_contain_text("The strongest patch (row 2, column 2) says dog 0.90")
    expect(example.get_by_role("status")).to_contain_text("3 of 3")


def test_moving_the_slider_moves_through_the_layers(example):
    expect(slider(example)).to_be_enabled()
    slider(example).focus()
    example.page.keyboard.press("Home")
    expect(slider(example)).to_have_attribute("aria-valuetext", "Layer 0 of 3")
    expect(example).to_contain_text("says the 0.95")
    example.page.keyboard.press("End")
    expect(slider(example)).to_have_attribute("aria-valuetext", "Layer 3 of 3")


def test_the_map_is_brightest_on_the_patch_that_says_the_word(example):
    canvas = example.locator("[data-part=canvas]")
    expect(slider(example)).to_be_enabled()
    box = canvas.bounding_box()

    def brightness(across, down):
        return canvas.evaluate(
            """(canvas, [x, y]) => {
                const at = [x * canvas.width, y * canvas.height].map(Math.floor);
                return canvas.getContext("2d").getImageData(...at, 1, 1).data[1];
            }""",
            [across, down],
        )

    assert box["width"] > 100
    others = [brightness(x, y) for x, y in ((0.17, 0.25), (0.5, 0.25), (0.83, 0.75))]
    assert brightness(0.5, 0.75) > 2 * max(others)


def test_pointing_at_a_patch_tells_its_words(example):
    expect(slider(example)).to_be_enabled()
    picture = example.locator("[data-part=picture]")
    box = picture.bounding_box()
    picture.hover(position={"x": box["width"] * 0.1, "y": box["height"] * 0.1})
    expect(example).to_contain_text("This patch (row 1, column 1) says the 0.95")


def test_another_word_is_one_click_away(example):
    example.get_by_role("button", name="cat").click()
    expect(example.get_by_role("button", name="cat")).to_have_attribute("aria-pressed", "true")
    expect(example.get_by_role("button", name="dog")).to_have_attribute("aria-pressed", "false")


def test_the_whole_analysis_is_one_click_away_and_works_without_a_model(example):
    page = example.page
    page.route("**/api/models", lambda route: route.abort())
    example.get_by_role("link", name="Open this analysis").click()
    wait_for_words(page)
    expect(page.get_by_test_id("read-only")).to_be_visible()
    assert len(heat(page)) == 6


def test_the_gallery_tells_the_story_and_opens_the_analysis(page, site):
    page.goto(site.url + "/gallery")
    story = page.get_by_role("article", name="A planted truth")
    expect(story).to_contain_text("The lower middle patch says dog from layer 2 on.")
    story.get_by_role("link", name="Open the analysis").click()
    wait_for_words(page)
