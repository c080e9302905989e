"""Versions below which a known hole is open: the server does not start with them."""

from __future__ import annotations

import re
from importlib.metadata import version

FLOORS = {
    "pillow": "13.0.0",  # CVE-2026-96639, CVE-2026-112403: heap overflow in the JPEG decoder
    "starlette": "1.3.1",  # CVE-2025-62727, CVE-2025-54121: Range headers, spooled uploads
    "python-multipart": "0.0.34",
    "jinja2": "3.1.6",  # CVE-2025-27516: sandbox escape
    "rq": "3.0.0",
    "redis": "8.1.0",
}


class TooOld(RuntimeError):
    """A library is older than its floor."""


def numbers(text: str) -> tuple[int, ...]:
    """`3.1.6.post1` as (3, 1, 6): the leading whole numbers of a version."""
    match = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, match.group().split("."))) if match else ()


def check_floors(floors: dict[str, str] = FLOORS) -> None:
    """Raise `TooOld` naming each library that is below its floor."""
    found = {name: version(name) for name in floors}
    old = [
        f"{name} {found[name]} (at least {floor})"
        for name, floor in floors.items()
        if numbers(found[name]) < numbers(floor)
    ]
    if old:
        raise TooOld(f"Too old to be safe: {', '.join(old)}. Install the pinned dependencies.")
