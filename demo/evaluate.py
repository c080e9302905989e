"""Measure a model folder on pictures with boxes that it was not trained on.

    python -m demo.evaluate --model DIR --pictures DIR [--limit N]

Prints one row for each measure with a 95 % bootstrap interval over pictures. Pictures whose SHA-256
is in the model's `trained_on.json` are left out and counted.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from demo.parts import PROJECT, digest
from demo.pictures import BoxedPicture, read_boxed
from demo.probe import Probe, Reading, load
from demo.questions import COCO, DESCRIBE, polling
from demo.scenes import grown
from demo.words import head_word, mentions

GALLERY = PROJECT / "demo" / "gallery"
SMALLEST, LARGEST = 0.02, 0.6


@dataclass
class Seen:
    """What one picture contributed.

    `auc`: (layers,) rows, one for each object; `inside`, `outside`: class -> (layers,) share of
    patches whose top five hold the class word; `polled`: (right?) of each yes/no question;
    `destroyed`, `disturbed`: for each right yes whether it is gone without the thing's patches,
    and without as many random ones.
    """

    described: bool
    auc: list[np.ndarray] = field(default_factory=list)
    inside: dict[str, np.ndarray] = field(default_factory=dict)
    outside: dict[str, np.ndarray] = field(default_factory=dict)
    polled: list[bool] = field(default_factory=list)
    destroyed: list[bool] = field(default_factory=list)
    disturbed: list[bool] = field(default_factory=list)


def unseen(folder: Path, model: Path) -> tuple[list[BoxedPicture], int]:
    """Pictures of the folder that the model was not trained on, and how many were left out."""
    record = model / "trained_on.json"
    known = set(json.loads(record.read_text())["trained_on"]) if record.is_file() else set()
    pictures = read_boxed(folder)
    kept = [p for p in pictures if digest(p.path) not in known]
    return kept, len(pictures) - len(kept)


def patches_of(picture: BoxedPicture, name: str, grid: int) -> list[Tensor]:
    """For every box of the class the patches (grid, grid) at least half inside it."""
    masks = []
    edges = torch.arange(grid) / grid
    for box in picture.boxes:
        if box.name == name:
            x = (edges + 1 / grid).clamp(max=box.right) - edges.clamp(min=box.left)
            y = (edges + 1 / grid).clamp(max=box.bottom) - edges.clamp(min=box.top)
            masks.append(y.clamp(min=0)[:, None] * x.clamp(min=0) * grid**2 >= 0.5)
    return masks


def auc(inside: Tensor, outside: Tensor) -> float:
    """Probability that an inside value is above an outside one, ties counting half."""
    difference = inside[:, None] - outside[None]
    return float(((difference > 0).float() + 0.5 * (difference == 0)).mean())


def variants(probe: Probe, name: str) -> list[int]:
    """First pieces of the class word with and without space and capital."""
    encode = probe.processor.tokenizer
    words = {head_word(name), name.split()[0]} if " " in name else {name}
    texts = [t for w in words for t in (w, " " + w, w.capitalize(), " " + w.capitalize())]
    ids = {encode(text, add_special_tokens=False)["input_ids"][0] for text in texts}
    return sorted(ids)


def lens_measures(probe: Probe, reading: Reading, picture: BoxedPicture, seen: Seen) -> None:
    """AUC of every object of fitting size and shares of patches, at every layer."""
    grid, layers = probe.grid, len(reading.states)
    objects = {name: patches_of(picture, name, grid) for name in picture.names}
    union = {n: torch.stack(m).any(0) for n, m in objects.items()}
    union = {n: m for n, m in union.items() if SMALLEST <= m.float().mean() <= LARGEST}
    rows: dict[tuple[str, int], list[float]] = {}
    shares: dict[str, list[tuple[float, float]]] = {name: [] for name in union}
    for layer in range(layers):
        scores = reading.lens(layer)
        top = scores.topk(5, dim=-1).indices
        for name, everywhere in union.items():
            ids = variants(probe, name)
            value = scores[:, ids].max(-1).values.view(grid, grid)
            hit = torch.isin(top, torch.tensor(ids)).any(-1).view(grid, grid).float()
            shares[name].append((float(hit[everywhere].mean()), float(hit[~everywhere].mean())))
            for i, mask in enumerate(objects[name]):
                if SMALLEST <= mask.float().mean() <= LARGEST:
                    found = auc(value[mask], value[~everywhere])
                    rows.setdefault((name, i), []).append(found)
    seen.auc = [np.array(row) for row in rows.values()]
    seen.inside = {n: np.array([a for a, _ in s]) for n, s in shares.items()}
    seen.outside = {n: np.array([b for _, b in s]) for n, s in shares.items()}


def poll(
    probe: Probe, reading: Reading, image: Tensor, mean: Tensor, picture: BoxedPicture,
    classes: list[str], chance: random.Random, seen: Seen,
) -> None:  # fmt: skip
    """Up to three things that are there and as many that are not; then without their patches."""
    present = picture.names[:3]
    missing = chance.sample([c for c in classes if c not in picture.names], len(present))
    seen.polled += [not reading.says_yes(polling(name)) for name in missing]
    for name in present:
        right = reading.says_yes(polling(name))
        seen.polled.append(right)
        masks = patches_of(picture, name, probe.grid)
        everywhere = torch.stack(masks).any(0)
        if right and SMALLEST <= everywhere.float().mean() <= LARGEST:
            gone = grown(everywhere).flatten()
            order = list(range(len(gone)))
            chance.shuffle(order)
            scattered = torch.zeros_like(gone)
            scattered[order[: int(gone.sum())]] = True
            for mask, answers in ((gone, seen.destroyed), (scattered, seen.disturbed)):
                changed = torch.where(mask[:, None], mean.to(image.dtype), image)
                answers.append(not probe.read(changed).says_yes(polling(name)))


def look(probe: Probe, picture: BoxedPicture, classes: list[str], mean: Tensor, seed: int) -> Seen:
    """All measures of one picture."""
    image = probe.image_tokens(picture.path)
    reading = probe.read(image)
    told = reading.answer(DESCRIBE[0])
    seen = Seen(any(mentions(told, name) for name in picture.names))
    lens_measures(probe, reading, picture, seen)
    poll(probe, reading, image, mean, picture, classes, random.Random(seed), seen)  # noqa: S311
    return seen


def macro(seen: list[Seen], side: str) -> np.ndarray:
    """(layers,) mean over classes of the mean over pictures."""
    classes = sorted({name for s in seen for name in getattr(s, side)})
    rows = [[getattr(s, side)[n] for s in seen if n in getattr(s, side)] for n in classes]
    return np.array([np.mean(row, axis=0) for row in rows]).mean(0) if rows else np.zeros(1)


def best_layer(seen: list[Seen]) -> int:
    """The layer where the share inside exceeds the share outside by most."""
    return int(np.argmax(macro(seen, "inside") - macro(seen, "outside")))


def measures(seen: list[Seen], layer: int) -> dict[str, float]:
    """The table's figures at one layer; nan where nothing could be measured."""

    def share(values: list[bool]) -> float:
        return float(np.mean(values)) if values else float("nan")

    found = [row[layer] for s in seen for row in s.auc]
    return {
        "description names something there": share([s.described for s in seen]),
        "yes/no accuracy": share([v for s in seen for v in s.polled]),
        "word map, median AUC": float(np.median(found)) if found else float("nan"),
        "object patches with the word in the top 5": float(macro(seen, "inside")[layer]),
        "other patches with the word in the top 5": float(macro(seen, "outside")[layer]),
        "yes destroyed without the object": share([v for s in seen for v in s.destroyed]),
        "yes destroyed by random patches": share([v for s in seen for v in s.disturbed]),
    }


def bootstrap(
    seen: list[Seen], layer: int, draws: int = 300, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % intervals, resampling pictures."""
    random_ = np.random.default_rng(seed)
    many = []
    for _ in range(draws):
        sample = [seen[i] for i in random_.integers(0, len(seen), len(seen))]
        if any(s.inside for s in sample):
            many.append(measures(sample, layer))
    return {k: tuple(np.nanpercentile([m[k] for m in many], (2.5, 97.5))) for k in many[0]}


def forward_seconds(probe: Probe, repeats: int = 5) -> float:
    """Median seconds of one forward pass, tower included, with one short question."""
    size = probe.model.config.vision_config.image_size
    text = probe.processor.apply_chat_template(
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": DESCRIBE[0]}]}],
        add_generation_prompt=True,
    )
    given = probe.processor(images=Image.new("RGB", (size, size)), text=text, return_tensors="pt")
    given = given.to(probe.model.dtype)
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
    seen = []
    for i, picture in enumerate(pictures):
        seen.append(look(probe, picture, classes, mean, seed=i))
        say(f"{i + 1}/{len(pictures)} {picture.path.name}")
    return seen


def table(seen: list[Seen]) -> str:
    """The figures with their intervals, and the lens by layer, as text."""
    layer = best_layer(seen)
    values, around = measures(seen, layer), bootstrap(seen, layer)
    objects = sum(len(s.auc) for s in seen)
    questions, ablations = (sum(len(getattr(s, k)) for s in seen) for k in ("polled", "destroyed"))
    lines = [
        f"{len(seen)} pictures, {objects} objects of 2 to 60 %, {questions} yes/no questions, "
        f"{ablations} ablations; best layer {layer} of {len(macro(seen, 'inside')) - 1}"
    ]
    for name, value in values.items():
        low, high = around[name]
        lines.append(f"{name:45s} {value:6.3f}  [{low:.3f}, {high:.3f}]")
    inside, outside = macro(seen, "inside"), macro(seen, "outside")
    rows = [f"{i}: {a:.2f}/{b:.2f}" for i, (a, b) in enumerate(zip(inside, outside, strict=True))]
    return "\n".join([*lines, "top-5 share by layer, inside/outside: " + "  ".join(rows)])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument(
        "--pictures", type=Path, required=True, help="images/, boxes/, classes.yaml"
    )
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    pictures, left_out = unseen(options.pictures, options.model)
    print(f"{left_out} pictures left out because the model was trained on them")
    print(table(evaluate(options.model, pictures[: options.limit])))
    print(f"one forward pass: {forward_seconds(load(options.model)):.2f} s")


if __name__ == "__main__":
    main()
