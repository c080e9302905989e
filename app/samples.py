"""The gallery: sample pictures with credits and, where they were precomputed, their analyses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.problems import NotFound

MEDIA = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def samples(folder: Path) -> list[dict[str, Any]]:
    """The gallery's items; `page` is the address of a precomputed analysis, or None."""
    path = folder / "gallery.json"
    if not path.is_file():
        return []
    items: list[dict[str, Any]] = json.loads(path.read_text())
    present = [item for item in items if (folder / item["file"]).is_file()]
    return [{**item, "page": page_of(folder, item["file"])} for item in present]


def page_of(folder: Path, file: str) -> str | None:
    """Where the picture's precomputed analysis is shown, if there is one."""
    stem = Path(file).stem
    ready = (folder / "examples" / stem / "bundle.json").is_file()
    return f"/gallery/{stem}" if ready else None


def sample_file(folder: Path, file: str) -> Path:
    """The picture called `file`, if the gallery lists it; raises `NotFound`."""
    if file not in {item["file"] for item in samples(folder)}:
        raise NotFound(f"The gallery has no picture {file[:80]!r}.")
    return folder / file


def examples(folder: Path) -> dict[str, Path]:
    """Folders of the precomputed analyses, by their stem."""
    return {
        path.parent.name: path.parent
        for path in sorted((folder / "examples").glob("*/bundle.json"))
    }


def example_folder(folder: Path, stem: str) -> Path:
    """The precomputed analysis called `stem`; raises `NotFound`."""
    try:
        return examples(folder)[stem]
    except KeyError:
        raise NotFound(f"The gallery has no analysis {stem[:80]!r}.") from None


def example_bundle(folder: Path, stem: str) -> dict[str, Any]:
    """The analysis in the shape of a shared link, with its page's address as `url`."""
    path = example_folder(folder, stem) / "bundle.json"
    bundle: dict[str, Any] = json.loads(path.read_text())
    return {**bundle, "url": f"/gallery/{stem}"}


def first_example(folder: Path) -> dict[str, Any] | None:
    """What the home page opens with: the first sample that has an analysis."""
    for item in samples(folder):
        if item["page"]:
            return example_bundle(folder, Path(item["file"]).stem)
    return None
