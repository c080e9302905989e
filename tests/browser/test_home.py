"""The home page: every way to give a picture, and what happens when something is wrong."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stack import Site
from tests.browser.steps import ask, choose, copy_picture, drop, png, saved_png, thumbnail


@pytest.fixture
def home(page: Page, site: Site) -> Page:
    page.goto(site.url)
    return page


def picture_problem(page: Page):
    return page.locator("#picture-problem")


def tab_to(page: Page, control: Locator):
    for _ in range(40):
        if control.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {control}")


def question(page: Page):
    return page.get_by_label("Question", exact=True)


def test_a_chosen_picture_and_a_question_open_a_workspace(home, tmp_path):
    choose(home, saved_png(tmp_path))
    expect(thumbnail(home)).to_be_visible()
    expect(home.get_by_text("meadow.png")).to_be_visible()
    ask(home, "What is this?")
    expect(home.get_by_test_id("prompt")).to_have_value("What is this?")


def test_the_whole_form_works_by_keyboard(home, tmp_path):
    tab_to(home, home.get_by_role("button", name="Choose a file"))
    with home.expect_file_chooser() as chooser:
        home.keyboard.press("Enter")
    chooser.value.set_files(saved_png(tmp_path))
    expect(thumbnail(home)).to_be_visible()
    tab_to(home, home.get_by_role("button", name="What is this?"))
    home.keyboard.press("Space")
    expect(question(home)).to_be_focused()
    tab_to(home, home.get_by_label("Model", exact=True))
    tab_to(home, home.get_by_role("button", name="Ask", exact=True))
    home.keyboard.press("Enter")
    expect(home.get_by_test_id("workspace")).to_be_visible()


def test_enter_asks(home, tmp_path):
    choose(home, saved_png(tmp_path))
    question(home).fill("What is this?")
    question(home).press("Enter")
    expect(home.get_by_test_id("workspace")).to_be_visible()


def test_a_picture_is_pasted_with_the_keyboard_without_any_focus(home):
    copy_picture(home, png())
    home.locator("body").press("ControlOrMeta+v")
    expect(thumbnail(home)).to_be_visible()


def test_a_picture_is_pasted_with_the_button(home):
    copy_picture(home, png())
    home.get_by_role("button", name="Paste").click()
    expect(thumbnail(home)).to_be_visible()


def test_pasting_text_into_the_question_stays_text(home):
    home.evaluate("navigator.clipboard.writeText('Is there a dog?')")
    question(home).press("ControlOrMeta+v")
    expect(question(home)).to_have_value("Is there a dog?")
    expect(picture_problem(home)).to_be_hidden()


def test_the_paste_button_says_when_there_is_no_picture_in_the_clipboard(home):
    home.evaluate("navigator.clipboard.writeText('only words')")
    home.get_by_role("button", name="Paste").click()
    expect(picture_problem(home)).to_contain_text("no picture in the clipboard")


def test_a_picture_is_dropped_anywhere_on_the_page(home):
    drop(home, "meadow.png", "image/png", png())
    expect(thumbnail(home)).to_be_visible()
    ask(home, "What is this?")


def test_a_bad_file_is_told_beside_the_picture_and_the_question_stays(home):
    question(home).fill("What is on the left?")
    drop(home, "broken.png", "image/png", png()[:60])
    expect(picture_problem(home)).to_be_visible()
    expect(picture_problem(home)).to_contain_text(re.compile("damaged|not a picture", re.I))
    expect(question(home)).to_have_value("What is on the left?")
    expect(thumbnail(home)).to_be_hidden()


def test_a_bad_file_leaves_the_good_picture_that_was_there(home):
    drop(home, "meadow.png", "image/png", png())
    expect(home.get_by_role("progressbar", name="Upload")).to_be_hidden()
    drop(home, "broken.png", "image/png", b"GIF89a, or so it says")
    expect(picture_problem(home)).to_be_visible()
    expect(thumbnail(home)).to_be_visible()
    ask(home, "What is this?")


def test_a_heic_photograph_is_told_how_to_become_a_jpeg(home):
    drop(home, "IMG_0001.HEIC", "image/heic", b"\0" * 64)
    expect(picture_problem(home)).to_contain_text("HEIC")
    expect(picture_problem(home)).to_contain_text("Export it as JPEG")


def test_asking_without_a_picture_and_without_a_question_names_both(home):
    home.get_by_role("button", name="Ask", exact=True).click()
    expect(picture_problem(home)).to_contain_text("There is no picture yet")
    expect(home.locator("#prompt-problem")).to_contain_text("There is no question yet")
    expect(question(home)).to_have_attribute("aria-invalid", "true")


def test_a_question_that_is_too_long_is_refused_in_place(home):
    drop(home, "meadow.png", "image/png", png())
    question(home).fill("x" * 20_000)
    home.get_by_role("button", name="Ask", exact=True).click()
    expect(home.locator("#prompt-problem")).to_contain_text("20,000 characters")
    expect(question(home)).to_have_value("x" * 20_000)


def test_a_question_with_chat_markup_is_refused_by_the_server_beside_the_question(home):
    drop(home, "meadow.png", "image/png", png())
    question(home).fill("<image> What is this?")
    home.get_by_role("button", name="Ask", exact=True).click()
    expect(home.locator("#prompt-problem")).to_contain_text("<image>")
    expect(question(home)).to_have_value("<image> What is this?")
    expect(thumbnail(home)).to_be_visible()


def test_an_example_question_is_one_click_away(home):
    home.get_by_role("button", name="What is on the left?").click()
    expect(question(home)).to_have_value("What is on the left?")


def test_a_sample_brings_its_picture_and_its_question(home):
    home.get_by_role("button", name="Use the sample").first.click()
    expect(thumbnail(home)).to_be_visible()
    expect(question(home)).not_to_have_value("")


def test_a_sample_does_not_overwrite_a_typed_question(home):
    question(home).fill("My own words?")
    home.get_by_role("button", name="Use the sample").first.click()
    expect(thumbnail(home)).to_be_visible()
    expect(question(home)).to_have_value("My own words?")


def test_coming_back_finds_what_was_entered(home, tmp_path):
    choose(home, saved_png(tmp_path))
    ask(home, "What is this?")
    home.go_back()
    expect(question(home)).to_have_value("What is this?")
    expect(thumbnail(home)).to_be_visible()


def test_the_chosen_model_says_what_it_is_and_how_to_switch(home):
    expect(home.locator("#model-note")).to_contain_text("a test")
    expect(home.get_by_role("link", name="How to run another model")).to_be_visible()


def test_a_model_that_is_not_ready_is_said_to_be_loading_until_it_is(page, site):
    state = {"ready": False}

    def answer(route):
        models = route.fetch().json()
        route.fulfill(json=[{**model, "ready": state["ready"]} for model in models])

    page.route("**/api/models", answer)
    page.clock.install()
    page.goto(site.url)
    page.clock.fast_forward(25_000)
    expect(page.locator("#model-state")).to_contain_text("being loaded")
    state["ready"] = True
    page.clock.fast_forward(3_000)
    expect(page.locator("#model-state")).to_be_hidden()


def test_a_dead_connection_loses_nothing(home):
    drop(home, "meadow.png", "image/png", png())
    expect(home.get_by_role("progressbar", name="Upload")).to_be_hidden()
    question(home).fill("What is this?")
    home.route("**/api/inspections", lambda route: route.abort())
    home.get_by_role("button", name="Ask", exact=True).click()
    expect(home.locator("#ask-problem")).to_contain_text("cannot be reached")
    expect(question(home)).to_have_value("What is this?")
    home.unroute("**/api/inspections")
    home.get_by_role("button", name="Ask", exact=True).click()
    expect(home.get_by_test_id("workspace")).to_be_visible()
