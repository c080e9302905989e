"""Make the README's pictures anew: `python -m tests.browser.screenshots [--url URL]`.

Without `--url` it starts PatchLens with the demonstration model; PNGs go to docs/images/.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.stack import DEMO, ROOT, whole_site
from tests.browser.steps import ask, choose, show_word, wait_for_words

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 400_000
PATIENCE_MS = 300_000
PHOTOGRAPH = ROOT / "demo" / "gallery" / "two-dogs.jpg"
PROMPT, WORD = "What is in this image?", "dog"
LAYERS_BACK = 6  # from the last one: layer 24, where the map is clearest
BUS = "144-151,160-167,176-183,192-199,212"
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running PatchLens, instead of one of our own")
    parser.add_argument("--model", type=Path, default=DEMO, help="folder of the model to start")
    options = parser.parse_args()
    with site_at(options.url, options.model) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=ARGUMENTS)
        take_all(browser, url)
        browser.close()


@contextmanager
def site_at(url: str | None, model: Path) -> Iterator[str]:
    """The address of a running site; one of our own if none is named."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder, whole_site(Path(folder), model) as site:
        yield site.url


def take_all(browser: Browser, url: str) -> None:
    """Ask once, then look at the answer from several sides."""
    page = browser.new_page(viewport=DESKTOP)
    address = analysed(page, url)
    save(page, "workspace")
    page.goto(address.replace("tab=word_map", "tab=table"))
    settle(page)
    save(page, "whole-table")
    for name, scheme, size in (("workspace-dark", "dark", DESKTOP), ("phone", "light", PHONE)):
        other = browser.new_page(viewport=size, color_scheme=scheme)
        other.goto(address)
        settle(other)
        save(other, name)
    scene = f"/gallery/street?sel={BUS}&layer=24&token=4"
    causes = (
        ("ablation", f"{scene}&word=bus&tab=token_ablation"),
        ("evidence", f"{scene}&tab=answer_evidence&map=answer_evidence:causal"),
        ("knockout", f"{scene}&word=bus&tab=attention_knockout"),
    )
    for name, path in (("home", "/"), ("gallery", "/gallery"), *causes):
        newcomer = browser.new_page(viewport=DESKTOP)
        newcomer.goto(url + path)
        newcomer.wait_for_load_state("networkidle")
        newcomer.wait_for_timeout(800)
        save(newcomer, name)


def analysed(page: Page, url: str) -> str:
    """Upload, ask, put the word on the map at a late layer; gives the view's address."""
    page.goto(url)
    choose(page, PHOTOGRAPH)
    ask(page, PROMPT)
    wait_for_words(page, PATIENCE_MS)
    show_word(page, WORD)
    page.get_by_test_id("small-maps").wait_for(timeout=PATIENCE_MS)
    for _ in range(LAYERS_BACK):
        page.get_by_test_id("layer-down").click()
    expect(page.get_by_test_id("legend")).to_contain_text(WORD)
    settle(page)
    return page.url


def settle(page: Page) -> None:
    """Wait for the words, then for the last frame and the address."""
    wait_for_words(page, PATIENCE_MS)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)


def save(page: Page, name: str) -> None:
    """Write the window as docs/images/<name>.png, with fewer colours where it would be large."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = IMAGES / f"{name}.png"
    picture.save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        palette = picture.quantize(256)
        dithered = picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
        dithered.save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
