"""Questions about a scene have true answers."""

import random

import torch

from demo.questions import absent, ask, identify, no, polling, yes
from demo.scenes import Scene, Thing


def scene(*names: str, complete: bool = True) -> Scene:
    """A scene with these things."""
    patches = torch.ones(4, 4, dtype=torch.bool)
    return Scene(
        torch.zeros(4, 4, 2), torch.zeros(4, 4, 3), [Thing(n, patches) for n in names], complete
    )


def test_every_answer_is_true() -> None:
    chance = random.Random(0)
    for _ in range(100):
        for question, answer in ask(chance, scene("dog", "oven"), ["person", "dog"], ["boat"]):
            if answer.startswith("Yes"):
                assert question in (polling("dog"), polling("oven"))
            if answer.startswith("No"):
                assert question not in (polling("dog"), polling("oven"))


def test_what_is_there_is_never_denied() -> None:
    chosen = absent(random.Random(1), scene("dog", "hot dog"), ["dog", "cat"], ["dog"], 40)
    assert "dog" not in chosen and len(set(chosen)) == 40


def test_as_many_things_are_denied_as_affirmed() -> None:
    for names, pairs in ((("dog", "oven", "cat"), 2), (("dog",), 1)):
        talks = ask(random.Random(3), scene(*names), ["person", "boat"], ["kite"])
        polled = [answer[:3] for question, answer in talks if question.startswith("Is there")]
        assert polled == ["Yes"] * pairs + ["No,"] * pairs


def test_what_was_removed_is_what_is_denied() -> None:
    given = scene("oven")
    given.removed = ["dog"]
    denied = [q for q, a in ask(random.Random(0), given, ["boat"], ["kite"]) if a.startswith("No")]
    assert denied == [polling("dog")]


def test_what_is_too_hidden_is_neither_affirmed_nor_denied() -> None:
    for seed in range(40):
        given = scene("oven")
        given.doubtful = ["dog"]
        asked = ask(random.Random(seed), given, ["dog", "dog", "boat"], ["dog", "kite"])
        assert all(question != polling("dog") for question, _ in asked)


def test_an_empty_scene_still_ends() -> None:
    assert len(absent(random.Random(1), scene(), ["dog"], ["cat"], 3)) == 3


def test_people_are_not_denied_where_nobody_looked() -> None:
    chosen = absent(random.Random(1), scene("drum", complete=False), ["person"], ["person"], 30)
    assert "person" not in chosen


def test_the_thing_on_the_left_is_named() -> None:
    thing = Thing("zebra", torch.ones(2, 2, dtype=torch.bool), "on the left")
    talk = identify(random.Random(0), [thing])
    assert talk is not None and "on the left" in talk[0] and "zebra" in talk[1]


def test_the_sentences() -> None:
    assert (polling("oven"), yes("dog"), no("dog")) == (
        "Is there an oven in this image?",
        "Yes, there is a dog.",
        "No, there is no dog.",
    )
