"""What a reader does on the pages, in a few words."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.stack import Site

WORKSPACE = re.compile(r"/i/[A-Za-z0-9_-]{22}")


def png(width: int = 300, height: int = 200, colour: str = "seagreen") -> bytes:
    """A plain picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def saved_png(folder: Path, name: str = "meadow.png", colour: str = "seagreen") -> Path:
    """A plain picture as a file called `name`."""
    path = folder / name
    path.write_bytes(png(colour=colour))
    return path


def choose(page: Page, file: Path) -> None:
    """Take a picture through the file dialog that the button opens."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)


def drop(page: Page, name: str, mime: str, content: bytes) -> None:
    """Drop a file somewhere on the page, not only on the drop area."""
    transfer = page.evaluate_handle(
        """([name, type, base64]) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, { type }));
            return transfer;
        }""",
        [name, mime, base64.b64encode(content).decode()],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("h1", event, {"dataTransfer": transfer})


def copy_picture(page: Page, content: bytes) -> None:
    """Put a PNG into the clipboard, as a copy in another program does."""
    page.evaluate(
        """async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const blob = new Blob([bytes], { type: "image/png" });
            await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }""",
        base64.b64encode(content).decode(),
    )


def thumbnail(page: Page) -> Locator:
    """The chosen picture on the home page."""
    return page.get_by_alt_text("The picture you chose")


def ask(page: Page, prompt: str) -> None:
    """Type the question, ask it, and be in the workspace."""
    page.get_by_label("Question", exact=True).fill(prompt)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page).to_have_url(WORKSPACE)


def open_workspace(page: Page, site: Site, picture: Path, prompt: str) -> None:
    """From the home page to a new inspection's workspace."""
    page.goto(site.url)
    choose(page, picture)
    expect(thumbnail(page)).to_be_visible()
    ask(page, prompt)


def wait_for_words(page: Page, patience_ms: float = 20_000) -> None:
    """Return when the lens is on the page."""
    workspace = page.get_by_test_id("workspace")
    expect(workspace).to_have_attribute("data-state", "ready", timeout=patience_ms)


def heat(page: Page) -> list[list[int]]:
    """The heatmap's colours, patch by patch; one pixel of the canvas is one patch."""
    colours: list[list[int]] = page.get_by_test_id("heatmap").evaluate(
        """(canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            const colour = (_, i) => [...data.slice(4 * i, 4 * i + 3)];
            return Array.from({ length: width * height }, colour);
        }"""
    )
    return colours


def show_word(page: Page, word: str) -> None:
    """Put a word on the map through the word box."""
    page.get_by_test_id("tabs").get_by_role("tab", name="Word map").click()
    expect(page.get_by_test_id("words").get_by_role("button").first).to_be_visible()
    page.get_by_test_id("word").fill(word)
    page.get_by_test_id("word").press("Enter")


def open_tab(page: Page, analysis: str) -> None:
    """Open an analysis's tab."""
    page.locator(f"#tab-{analysis}").click()
    expect(page.locator(f"#panel-{analysis}")).to_be_visible()


def select_patch(page: Page, patch: int) -> None:
    """Make one patch of the planted 2 x 3 picture the selection, by keyboard."""
    if page.get_by_test_id("clear").get_attribute("aria-disabled") != "true":
        page.get_by_test_id("clear").click()
    page.get_by_test_id("patch-grid").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    for key in ["ArrowDown"] * (patch // 3) + ["ArrowRight"] * (patch % 3):
        page.keyboard.press(key)
    page.keyboard.press("Space")
    expect(page.get_by_test_id("selection-count")).to_have_text("1 patch selected")


def make_link(page: Page) -> str:
    """Share the view; gives the link's address."""
    page.get_by_test_id("share").click()
    page.get_by_test_id("share-create").click()
    expect(page.get_by_test_id("share-url")).to_have_value(re.compile(r"/s/[A-Za-z0-9_-]{22}$"))
    return page.get_by_test_id("share-url").input_value()
