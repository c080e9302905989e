"""Chromium, two running sites, and a guard on every page: nothing foreign, nothing injected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from demo.build import build
from tests.browser.guard import Guard
from tests.browser.stack import DEMO, Site, planted_site, whole_site

# A shared or busy machine is no failure; what does not come at all still fails.
expect.set_options(timeout=20_000)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name the site themselves; pytest-base-url's own fixture warns under pytest 9."""


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: Path) -> dict[str, Any]:
    """Debian's browser instead of a downloaded one."""
    return {"executable_path": str(chromium), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    """A site whose model has a known truth."""
    with planted_site(tmp_path_factory.mktemp("planted")) as site:
        yield site


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    """What `make run` starts, demonstration model and all, built first where it is missing."""
    build(DEMO)
    with whole_site(tmp_path_factory.mktemp("demo"), DEMO) as site:
        yield site


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desktop window, in English."""
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "permissions": ["clipboard-read", "clipboard-write"],
    }


@pytest.fixture
def new_context(new_context: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Makes browser profiles, each with a guard; the test fails if a guard saw something."""
    guard = Guard()

    def make(**options: Any) -> BrowserContext:
        context: BrowserContext = new_context(**options)
        guard.watch(context)
        return context

    yield make
    assert guard.seen == []
