"""What one picture tells about a model: the lens on its patches, and its answers."""

import random
import re
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from demo.pairs import beside, dominant
from demo.pictures import BoxedPicture
from demo.probe import Probe, Reading
from demo.questions import DESCRIBE, polling
from demo.scenes import LAYOUTS, grown
from demo.words import head_word, mentions

SMALLEST, LARGEST = 0.02, 0.6  # of the picture: objects that are measured
SHORT = 12  # tokens of an answer that names one thing
THIS = "What is this?"


@dataclass
class Seen:
    """What one picture contributed.

    `auc`: (layers,) rows, one for each object; `inside`, `outside`: class -> (layers,) share of
    patches whose top five hold the class word; `polled`: (right?) of each yes/no question;
    `destroyed`, `disturbed`: for each right yes whether it is gone without the thing's patches,
    and without as many random ones; `identified`, `continued`: whether 'What is this?' and 'It is
    a' name the one dominant thing; `sided`: whether the things put side by side are told apart.
    """

    described: bool
    auc: list[np.ndarray] = field(default_factory=list)
    inside: dict[str, np.ndarray] = field(default_factory=dict)
    outside: dict[str, np.ndarray] = field(default_factory=dict)
    polled: list[bool] = field(default_factory=list)
    destroyed: list[bool] = field(default_factory=list)
    disturbed: list[bool] = field(default_factory=list)
    identified: list[bool] = field(default_factory=list)
    continued: list[bool] = field(default_factory=list)
    sided: list[bool] = field(default_factory=list)


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
    there = {*picture.names, *picture.crowded}
    missing = chance.sample([c for c in classes if c not in there], len(present))
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


def begins(text: str, name: str) -> bool:
    """Whether `text` starts with the thing's name ('dog.', 'dogs', but not 'dogma' or 'a big dog').

    A repeated article is forgiven.
    """
    found = re.match(rf"\s*(?:an?\s)?{re.escape(name.lower())}(?:s|es)?\b", text.lower())
    return found is not None


def identify(reading: Reading, picture: BoxedPicture, seen: Seen) -> None:
    """What a picture of one dominant thing is said to be, freely and after 'It is a'."""
    if name := dominant(picture):
        seen.identified = [mentions(reading.answer(THIS, SHORT), name)]
        seen.continued = [begins(reading.answer(THIS + " It is a", SHORT), name)]


def sides(probe: Probe, left: BoxedPicture, right: BoxedPicture) -> list[bool]:
    """Whether each side's question, about both pictures put beside each other, is answered with
    the thing of that side and without the other one.
    """
    reading = probe.read(probe.tokens_of(beside(left, right)))
    answers = [reading.answer(f"What is {place}?", SHORT) for place in LAYOUTS["columns"]]
    names = [picture.names[0] for picture in (left, right)]
    return [
        mentions(answer, name) and not mentions(answer, other)
        for answer, name, other in zip(answers, names, reversed(names), strict=True)
    ]


def look(probe: Probe, picture: BoxedPicture, classes: list[str], mean: Tensor, seed: int) -> Seen:
    """All measures of one picture by itself."""
    image = probe.image_tokens(picture.path)
    reading = probe.read(image)
    told = reading.answer(DESCRIBE[0])
    seen = Seen(any(mentions(told, name) for name in (*picture.names, *picture.crowded)))
    lens_measures(probe, reading, picture, seen)
    poll(probe, reading, image, mean, picture, classes, random.Random(seed), seen)  # noqa: S311
    identify(reading, picture, seen)
    return seen
