"""Questions and answers about a scene."""

import random
from collections.abc import Sequence

from demo.scenes import Scene, Thing
from demo.words import STUFF, THINGS, listed, mentions, with_article

DESCRIBE = ("Describe this image.", "Describe the image.", "What is in this image?")
COCO = tuple(THINGS.values())
GROUND = frozenset(STUFF.values())
Talk = tuple[str, str]
ASKED = 2  # things affirmed in a scene, at most
COMMON = 0.25  # share of denied names drawn as often as they occur; more, and yes gets too rare


def polling(name: str) -> str:
    """The yes/no question of the polling benchmark."""
    return f"Is there {with_article(name)} in this image?"


def yes(name: str) -> str:
    """The affirmative answer."""
    return f"Yes, there is {with_article(name)}."


def no(name: str) -> str:
    """The negative answer."""
    return f"No, there is no {name}."


def ask(
    chance: random.Random, scene: Scene, usual: Sequence[str], everything: Sequence[str]
) -> list[Talk]:
    """A description, things that are there, as many that are not, and often one 'what'.

    `usual` lists COCO names as often as they occur, so that each is denied about as often as it is
    affirmed; `everything` is every taught name.
    """
    things = [t for t in scene.things if t.name not in GROUND]
    talks = []
    told = [t.name for t in things][:4] or [t.name for t in scene.things][:2]
    if told and not (scene.removed and not things):
        names = list(dict.fromkeys(told))
        talks.append((chance.choice(DESCRIBE), f"The image shows {listed(names)}."))
    names = list(dict.fromkeys(t.name for t in things))
    affirmed = chance.sample(names, min(ASKED, len(names)))
    talks += [(polling(name), yes(name)) for name in affirmed]
    denied = scene.removed or absent(chance, scene, usual, everything, max(1, len(affirmed)))
    talks += [(polling(name), no(name)) for name in denied]
    if what := identify(chance, things):
        talks.append(what)
    return talks


def identify(chance: random.Random, things: list[Thing]) -> Talk | None:
    """'What is this?', 'What is on the left?' and the like, where there is one right answer."""
    placed = [t for t in things if t.where]
    if placed:
        thing = chance.choice(placed)
        question = f"What is {thing.where}?"
    elif things and (len(things) == 1 or things[0].patches.sum() > 2 * things[1].patches.sum()):
        thing = things[0]
        question = "What is this?"
    else:
        return None
    name = with_article(thing.name)
    style = chance.random()
    if style < 0.25:
        return question + " It is a", f"{thing.name}."
    return question, (f"It is {name}." if style < 0.45 else f"{name[0].upper()}{name[1:]}.")


def absent(
    chance: random.Random,
    scene: Scene,
    usual: Sequence[str],
    everything: Sequence[str],
    count: int,
) -> list[str]:
    """Names of what is not there."""
    present = [t.name for t in scene.things] + scene.removed + scene.doubtful
    chosen: list[str] = []
    while len(chosen) < count:
        pool = usual if chance.random() < COMMON else COCO
        if not scene.complete and chance.random() < 0.5:
            pool = everything
        name = chance.choice(pool)
        unsure = name == "person" and not (scene.complete or scene.personless)
        known = any(mentions(p, name) or mentions(name, p) for p in present)
        if not (unsure or known or name in chosen):
            chosen.append(name)
    return chosen
