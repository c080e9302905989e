"""Training scenes put together out of cached views: windows, mosaics, and things pasted in.

A scene is a square grid of tower features, what is known about every patch, and the names of what
is in it. Everything is drawn from one seeded `random.Random`.
"""

import random
from dataclasses import dataclass, field

import torch
from torch import Tensor

from demo.features import Seen
from demo.lexicon import Lexicon
from demo.pictures import UNKNOWN, NamedPicture

LEAST_SHARE = 0.015  # of the scene: smaller things are not asked about
PERSONLESS = frozenset(
    [
        "dog", "bird", "cat", "snake", "lizard", "fish", "insect", "spider", "monkey", "frog",
        "turtle", "shark", "fox", "wolf", "bear", "butterfly", "beetle", "crab", "zebra", "lion",
        "tiger", "elephant", "mushroom", "broccoli", "banana", "orange", "lemon", "pizza",
    ]
)  # fmt: skip


@dataclass
class Thing:
    """One name and the patches it covers: `patches` (grid, grid) bool."""

    name: str
    patches: Tensor
    where: str = ""


@dataclass
class Scene:
    """`features` (grid, grid, channels); `words` (grid, grid, words) shares, zero where unknown.

    `complete`: whether every COCO class that is not among `things` is really absent.
    `gone` (grid, grid) marks patches that are to be replaced by the mean image token; `doubtful`
    names what is too hidden by that to be affirmed or denied.
    """

    features: Tensor
    words: Tensor
    things: list[Thing]
    complete: bool
    personless: bool = False
    gone: Tensor = field(default_factory=lambda: torch.zeros(0))
    removed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)

    @property
    def grid(self) -> int:
        """Patches a side."""
        return len(self.features)


class Album:
    """All cached views with their words, ready to be cut into scenes."""

    def __init__(
        self, boxed: list[Seen], named: list[Seen], pictures: list[NamedPicture], words: Lexicon
    ) -> None:
        self.words = words
        self.pictures = pictures
        self.boxed = [self.boxed_scene(seen) for seen in boxed]
        self.named = named
        chosen = words.of_class[[pictures[seen.picture].number for seen in named]]
        self.weights = (chosen / (chosen.sum(0) + 3).sqrt()).sum(1).tolist()

    def boxed_scene(self, seen: Seen) -> Scene:
        """A view of a picture with boxes as a scene of its own."""
        shares = label_shares(seen.labels, len(self.words.words))
        return Scene(seen.features, shares, [], complete=True)

    def named_cell(self, chance: random.Random, side: int) -> tuple[Tensor, Tensor, int]:
        """A window of a view of one thing: features, where the thing is, and its class."""
        seen = chance.choices(self.named, self.weights)[0]
        while len(seen.features) < side:
            seen = chance.choices(self.named, self.weights)[0]
        rows, columns = window(chance, len(seen.features), side)
        return (
            seen.features[rows, columns],
            seen.labels[rows, columns, 0] == 0,
            self.pictures[seen.picture].number,
        )

    def name_of(self, chance: random.Random, number: int) -> str:
        """One of the words for a class, as often as it should be said."""
        share = self.words.of_class[number]
        options = share.nonzero()[:, 0].tolist()
        chosen: int = chance.choices(options, [float(share[i]) for i in options])[0]
        return self.words.words[chosen]


def window(chance: random.Random, grid: int, side: int) -> tuple[slice, slice]:
    """A random square of `side` patches."""
    top, left = chance.randint(0, grid - side), chance.randint(0, grid - side)
    return slice(top, top + side), slice(left, left + side)


def label_shares(labels: Tensor, words: int) -> Tensor:
    """(grid, grid, cells) numbers -> (grid, grid, words) share of each word's cells."""
    known = labels != UNKNOWN
    flat = torch.where(known, labels, torch.zeros_like(labels)).long()
    out = torch.zeros(*labels.shape[:2], words)
    return out.scatter_add_(2, flat, known.float() / labels.shape[2])


def boxed_scene(album: Album, chance: random.Random, side: int) -> Scene:
    """A window of a picture with boxes; sometimes a thing of another picture is pasted in."""
    source = chance.choice(album.boxed)
    rows, columns = window(chance, source.grid, side)
    scene = Scene(
        source.features[rows, columns].clone(),
        source.words[rows, columns].clone(),
        [],
        complete=True,
    )
    pasted = paste(album, chance, scene) if chance.random() < 0.35 else None
    scene.things = [*seen_things(album.words, scene), *([pasted] if pasted else [])]
    return scene


def seen_things(words: Lexicon, scene: Scene) -> list[Thing]:
    """What covers enough of the scene, the largest first."""
    total = scene.words[..., : words.labelled].sum((0, 1)) / scene.grid**2
    numbers = [i for i in total.argsort(descending=True).tolist() if total[i] > LEAST_SHARE]
    names = [words.words[i] for i in numbers]
    return [Thing(name, scene.words[..., i] > 0.25) for i, name in zip(numbers, names, strict=True)]


def paste(album: Album, chance: random.Random, scene: Scene) -> Thing | None:
    """Put the patches of one thing over the scene; None where there were too few of them."""
    side = chance.randint(4, max(4, scene.grid * 2 // 3))
    features, on, number = album.named_cell(chance, side)
    if on.sum() < 4:
        return None
    rows, columns = window(chance, scene.grid, side)
    scene.features[rows, columns][on] = features[on]
    scene.words[rows, columns][on] = album.words.of_class[number]
    patches = torch.zeros(scene.grid, scene.grid, dtype=torch.bool)
    patches[rows, columns] = on
    return Thing(album.name_of(chance, number), patches)


LAYOUTS = {
    "one": ("",),
    "columns": ("on the left", "on the right"),
    "rows": ("at the top", "at the bottom"),
}


def named_scene(album: Album, chance: random.Random, side: int) -> Scene:
    """One thing, or two beside or above each other."""
    layout = chance.choices(list(LAYOUTS), [0.5, 0.32, 0.18])[0]
    places = LAYOUTS[layout]
    scene = Scene(
        torch.zeros(side, side, album.named[0].features.shape[-1], dtype=torch.bfloat16),
        torch.zeros(side, side, len(album.words.words)),
        [],
        complete=False,
    )
    cut = chance.randint(side // 3, side - side // 3)
    for i, place in enumerate(places):
        features, on, number = album.named_cell(chance, side)
        span = slice(0, side) if layout == "one" else slice(0, cut) if i == 0 else slice(cut, side)
        area = (slice(0, side), span) if layout == "columns" else (span, slice(0, side))
        here = torch.zeros(side, side, dtype=torch.bool)
        here[area] = True
        scene.features[here] = features[here]
        scene.words[here & on] = album.words.of_class[number]
        scene.things.append(Thing(album.name_of(chance, number), here & on, place))
    scene.personless = all(thing.name in PERSONLESS for thing in scene.things)
    return scene


def without(chance: random.Random, scene: Scene) -> Scene:
    """Mark patches to be replaced by the mean: those of one thing, a rectangle, or some at random.

    With a thing's patches gone it is no longer there and is to be denied; with others gone what is
    still to be seen is still there, however many they are. Rectangles teach that a hole in one
    piece is no reason to deny.
    """
    scene.gone = torch.zeros(scene.grid, scene.grid, dtype=torch.bool)
    draw = chance.random()
    if draw < 0.22 and scene.things:
        thing = chance.choice(scene.things)
        scene.gone = grown(thing.patches)
        scene.removed = [thing.name]
        keep_visible(scene, 0.6)
    elif draw < 0.36:
        height, width = (chance.randint(2, max(2, scene.grid * 2 // 3)) for _ in range(2))
        top, left = (chance.randint(0, scene.grid - side) for side in (height, width))
        scene.gone[top : top + height, left : left + width] = True
        keep_visible(scene, 0.5)
    elif draw < 0.66:
        share = chance.uniform(0.05, 0.75)
        generator = torch.Generator().manual_seed(chance.getrandbits(32))
        scene.gone = torch.rand(scene.grid, scene.grid, generator=generator) < share
        keep_visible(scene, 0.15)
    scene.words[scene.gone] = 0
    return scene


def keep_visible(scene: Scene, share: float) -> None:
    """Keep the things of which at least `share` is still to be seen; others become doubtful."""
    visible = [
        t.name not in scene.removed
        and bool((t.patches & ~scene.gone).sum() >= share * t.patches.sum())
        for t in scene.things
    ]
    hidden = [t.name for t, seen in zip(scene.things, visible, strict=True) if not seen]
    scene.things = [t for t, seen in zip(scene.things, visible, strict=True) if seen]
    scene.doubtful = [name for name in hidden if name not in scene.removed]


def grown(patches: Tensor) -> Tensor:
    """The patches and their eight neighbours."""
    wide = torch.nn.functional.max_pool2d(patches.float()[None, None], 3, 1, 1)
    return wide[0, 0] > 0


def draw_scene(album: Album, chance: random.Random, side: int, boxed_share: float) -> Scene:
    """One training scene."""
    make = boxed_scene if chance.random() < boxed_share else named_scene
    return without(chance, make(album, chance, side))
