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
