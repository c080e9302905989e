"""Measure a model folder on pictures with boxes that it was not trained on.

    python -m demo.evaluate --model DIR --pictures DIR [--annotations FILE] [--limit N]

Prints one row for each measure with a 95 % bootstrap interval over pictures. `--pictures` holds
`images/`, `boxes/` and `classes.yaml`, or COCO's pictures with `instances*.json`. Pictures whose
SHA-256 is in the model's `trained_on.json` are left out and counted.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from demo.coco import find_instances, read_instances
from demo.figures import table
from demo.observation import Seen, look, sides
from demo.pairs import pairs
from demo.parts import PROJECT, digest
from demo.pictures import BoxedPicture, read_boxed
from demo.probe import Probe, load
from demo.questions import COCO, DESCRIBE

GALLERY = PROJECT / "demo" / "gallery"


@dataclass(frozen=True)
class Unseen:
    """`pictures` that the model was not trained on; `trained_on`: how many were left out for that;
    `held_out`: how many of `pictures` the training says it kept back; `known`: whether it says so.
    """

    pictures: list[BoxedPicture]
    trained_on: int
    held_out: int
    known: bool

    def __str__(self) -> str:
        count = len(self.pictures)
        if not self.known:
            return f"{count} pictures; the model does not say what it was trained on"
        return (
            f"{self.trained_on} pictures left out because the model was trained on them; {count} "
            f"remain: {self.held_out} held out by the training, {count - self.held_out} unknown "
            "to it"
        )


def unseen(pictures: list[BoxedPicture], model: Path) -> Unseen:
    """The pictures that the model was not trained on."""
    path = model / "trained_on.json"
    record = json.loads(path.read_text()) if path.is_file() else {}
    digests = [digest(p.path) for p in pictures]
    learned, kept = set(record.get("trained_on", ())), set(record.get("held_out", ()))
    left = [p for p, value in zip(pictures, digests, strict=True) if value not in learned]
    held_out = sum(value in kept and value not in learned for value in digests)
    return Unseen(left, len(pictures) - len(left), held_out, bool(record))


def read_pictures(folder: Path, annotations: Path | None = None) -> list[BoxedPicture]:
    """The folder's pictures, by COCO's JSON where it is named or found and else by text files."""
    instances = annotations or find_instances(folder)
    return read_instances(instances, folder) if instances else read_boxed(folder)


def blank_question(probe: Probe) -> Any:
    """Inputs of the model: a black picture and one short question."""
    size = probe.model.config.vision_config.image_size
    text = probe.processor.apply_chat_template(
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": DESCRIBE[0]}]}],
        add_generation_prompt=True,
    )
    given = probe.processor(images=Image.new("RGB", (size, size)), text=text, return_tensors="pt")
    return given.to(probe.model.dtype)


def forward_seconds(probe: Probe, repeats: int = 5) -> float:
    """Median seconds of one forward pass, tower included, with one short question."""
    given = blank_question(probe)
    times = []
    with torch.inference_mode():
        for _ in range(repeats + 1):
            start = time.perf_counter()
            probe.model(**given)
            times.append(time.perf_counter() - start)
    return float(np.median(times[1:]))


def evaluate(
    model: Path, pictures: list[BoxedPicture], say: Callable[[str], None] = print
) -> list[Seen]:
    """What every picture contributed."""
    probe = load(model)
    classes = sorted({*COCO, *(name for p in pictures for name in p.names)})
    mean = probe.mean_token(sorted(GALLERY.glob("*.jpg")))
    partners = pairs(pictures)
    seen = []
    for i, picture in enumerate(pictures):
        seen.append(look(probe, picture, classes, mean, seed=i))
        if i in partners:
            seen[-1].sided = sides(probe, picture, pictures[partners[i]])
        say(f"{i + 1}/{len(pictures)} {picture.path.name}")
    return seen


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, default=None, help="COCO instances JSON")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    chosen = unseen(read_pictures(options.pictures, options.annotations), options.model)
    print(chosen)
    print(table(evaluate(options.model, chosen.pictures[: options.limit])))
    print(f"one forward pass: {forward_seconds(load(options.model)):.2f} s")


if __name__ == "__main__":
    main()
