"""Precompute the gallery's artifacts, so that it opens with the model switched off.

Usage: python -m demo.examples [--model DIR] [--out demo/gallery/examples]

For each picture of `demo/gallery/gallery.json`: `<stem>/bundle.json`, in the shape of a share, and
one gzipped artifact for each run, exactly as a worker stores them.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from PIL import Image

from contract.analysis import find_analysis
from contract.geometry import ImageGrid
from contract.job import Job
from contract.progress import Progress
from contract.settings import Settings
from worker.engine import Engine

GALLERY = Path(__file__).parent / "gallery"


def questions(item: dict[str, Any], grid: ImageGrid) -> list[tuple[str, dict[str, Any]]]:
    """The runs that a gallery picture comes with: the lens, its words one by one, and its causes.

    A cause is an analysis with its parameters; where these name a mask under `under`, the patches
    that the mask touches take its place.
    """
    words = [("word_map", {"words": [word]}) for word in item["words"]]
    causes = []
    for cause in item.get("causes", ()):
        params = dict(cause["params"])
        if "under" in params:
            mask = np.asarray(Image.open(GALLERY / item["masks"][params.pop("under")])) > 0
            patches = touched(mask, grid)
            knockout = cause["analysis"] == "attention_knockout"
            params |= {"source": {"patches": patches}} if knockout else {"patches": patches}
        causes.append((cause["analysis"], params))
    return [("logit_lens", {}), *words, *causes]


def touched(mask: np.ndarray, grid: ImageGrid) -> list[int]:
    """Numbers of the patches that a mask (height, width) bool lies on with at least one pixel."""
    box = grid.box
    height, width = (box.bottom - box.top) / grid.rows, (box.right - box.left) / grid.cols
    rows, cols = np.nonzero(mask)
    down = ((rows + 0.5 - box.top) / height).astype(int)
    across = ((cols + 0.5 - box.left) / width).astype(int)
    inside = (down >= 0) & (down < grid.rows) & (across >= 0) & (across < grid.cols)
    return sorted({int(n) for n in (down * grid.cols + across)[inside]})


def examine(engine: Engine, item: dict[str, Any], out: Path) -> dict[str, Any]:
    """Compute one picture's runs into `out`; returns its bundle."""
    picture = (GALLERY / item["file"]).read_bytes()
    stem = Path(item["file"]).stem
    grid = engine.open(job(engine, item, "logit_lens", {}), picture, ignore).geometry.grids[0]
    runs = []
    for number, (name, params) in enumerate(questions(item, grid)):
        asked = job(engine, item, name, params)
        started = time.perf_counter()
        run = engine.open(asked, picture, ignore)
        analysis = find_analysis(name)
        artifact = analysis.compute(run, analysis.parse(asked.params))
        seconds = time.perf_counter() - started
        content = orjson.dumps(artifact.model_dump(mode="json"))
        (out / f"{number}.json.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        runs.append(
            {
                "analysis": name,
                "version": asked.version,
                "params": asked.params,
                "status": "done",
                "artifact_url": f"/api/gallery/{stem}/artifacts/{number}",
                "provenance": engine.provenance(run, seconds).model_dump(mode="json"),
            }
        )
    return bundle(engine, item, picture, runs)


def job(engine: Engine, item: dict[str, Any], name: str, params: dict[str, Any]) -> Job:
    """One analysis asked of a gallery picture, its parameters in full."""
    analysis = find_analysis(name)
    return Job(
        image=hashlib.sha256((GALLERY / item["file"]).read_bytes()).hexdigest(),
        prompt=item["prompt"],
        model=engine.card.id,
        analysis=name,
        version=analysis.version,
        params=analysis.parse(params).model_dump(mode="json"),
    )


def ignore(progress: Progress) -> None:
    """Nobody waits for these runs."""


def bundle(
    engine: Engine, item: dict[str, Any], picture: bytes, runs: list[dict[str, Any]]
) -> dict[str, Any]:
    """What the page needs to show one example, in the shape of a share."""
    path = GALLERY / item["file"]
    with Image.open(path) as image:
        width, height, kind = image.width, image.height, image.format
    url = f"/gallery/files/{item['file']}"
    card = engine.card
    return {
        "picture": {
            "id": hashlib.sha256(picture).hexdigest(),
            "width": width,
            "height": height,
            "format": kind,
            "url": url,
            "thumbnail_url": url,
        },
        "title": item["title"],
        "story": item["story"],
        "prompt": item["prompt"],
        "model": card.name,
        "revision": card.revision,
        "dtype": card.dtype,
        "model_note": card.note,
        "state": item.get("state"),
        "expires_at": None,
        "runs": runs,
    }


def main() -> None:
    """Compute every example anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=Settings().model_path)
    parser.add_argument("--out", type=Path, default=GALLERY / "examples")
    options = parser.parse_args()
    engine = Engine.load(Settings(model=options.model))
    for item in json.loads((GALLERY / "gallery.json").read_text()):
        folder = options.out / Path(item["file"]).stem
        folder.mkdir(parents=True, exist_ok=True)
        result = examine(engine, item, folder)
        (folder / "bundle.json").write_text(json.dumps(result, indent=1, ensure_ascii=False))
        print(folder.name, f"{sum(f.stat().st_size for f in folder.iterdir()) / 1024:.0f} kB")


if __name__ == "__main__":
    main()
