"""The gallery with one more picture in front, whose analysis has a known truth."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

from contract.analysis import find_analysis
from tests.browser.steps import png
from tests.planted import PlantedRun, planted_provenance

STEM = "planted"
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("logit_lens", {}),
    ("word_map", {"words": ["dog"]}),
    ("word_map", {"words": ["cat"]}),
)
ITEM = {
    "file": f"{STEM}.png",
    "title": "A planted truth",
    "credit": "PatchLens",
    "license": "CC0-1.0",
    "source": "tests",
    "prompt": "What is this?",
    "words": ["dog", "cat"],
    "story": "The lower middle patch says dog from layer 2 on.",
}


def plant_gallery(original: Path, folder: Path) -> Path:
    """A copy of the gallery in `folder`, the planted picture and its analysis first."""
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("examples"))
    items = json.loads((folder / "gallery.json").read_text())
    (folder / "gallery.json").write_text(json.dumps([ITEM, *items]))
    (folder / f"{STEM}.png").write_bytes(png(300, 200, "tan"))
    example = folder / "examples" / STEM
    example.mkdir(parents=True)
    runs = [answered(example, number, *question) for number, question in enumerate(QUESTIONS)]
    (example / "bundle.json").write_text(json.dumps(bundle(runs)))
    return folder


def answered(folder: Path, number: int, name: str, params: dict[str, Any]) -> dict[str, Any]:
    """One finished run; its artifact lies in `folder`."""
    analysis = find_analysis(name)
    spec = analysis.parse(params)
    run = PlantedRun()
    artifact = analysis.compute(run, spec).model_dump_json().encode()
    (folder / f"{number}.json.gz").write_bytes(gzip.compress(artifact))
    return {
        "analysis": name,
        "version": analysis.version,
        "params": spec.model_dump(mode="json"),
        "status": "done",
        "artifact_url": f"/api/gallery/{STEM}/artifacts/{number}",
        "provenance": planted_provenance(run).model_dump(mode="json"),
    }


def bundle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The example in the shape of a share."""
    url = f"/gallery/files/{STEM}.png"
    picture = {"width": 300, "height": 200, "format": "png", "url": url, "thumbnail_url": url}
    return {
        "title": ITEM["title"],
        "picture": picture,
        "prompt": ITEM["prompt"],
        "model": "planted",
        "revision": "1",
        "dtype": "float32",
        "model_note": "a test",
        "state": None,
        "expires_at": None,
        "runs": runs,
    }
