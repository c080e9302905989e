"""What one picture tells, with a known answer; and a floor under the demonstration model."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from demo.observation import (
    Seen,
    auc,
    begins,
    identify,
    look,
    patches_of,
    poll,
    sides,
    variants,
)
from demo.parts import PROJECT
from demo.pictures import Box, BoxedPicture
from demo.probe import Probe
from demo.questions import COCO, DESCRIBE, polling
from demo.words import mentions

GALLERY = PROJECT / "demo" / "gallery"


class Told:
    """A reading that answers by the book, and says yes to what it was given."""

    def __init__(self, answers: dict[str, str], there: tuple[str, ...] = ()) -> None:
        self.answers, self.asked = answers, [polling(name) for name in there]

    def answer(self, question: str, length: int = 32) -> str:
        """The planted answer."""
        return self.answers[question]

    def says_yes(self, question: str) -> bool:
        """Whether the thing was given."""
        return question in self.asked


class TellingProbe:
    """A probe of 4 x 4 patches whose readings are planted; a picture's tokens are its patches.

    Without at least `needed` of its first eight patches it denies everything.
    """

    grid = 4

    def __init__(self, told: Told, needed: int = 0) -> None:
        self.told, self.needed = told, needed

    def tokens_of(self, image: Image.Image) -> torch.Tensor:
        """All ones."""
        return torch.ones(16, 1)

    def read(self, image: torch.Tensor) -> Any:
        """The planted reading, or one that denies."""
        return self.told if image[:8].sum() >= self.needed else Told(self.told.answers)


def test_auc_counts_ties_half() -> None:
    assert auc(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0])) == 0.875


def test_patches_half_inside_a_box_are_its_own() -> None:
    picture = BoxedPicture(Path("a"), (Box("dog", 0.0, 0.0, 0.5, 0.3),))
    (mask,) = patches_of(picture, "dog", 4)
    assert mask.nonzero().tolist() == [[0, 0], [0, 1]]


def test_a_name_stands_at_the_beginning_as_a_whole() -> None:
    for text in ("dog.", "Dogs on grass", " a dog."):
        assert begins(text, "dog"), text
    for text in ("dogma", "big dog", "", "hot dog"):
        assert not begins(text, "dog"), text
    assert begins("hot dog.", "hot dog")


def test_the_dominant_thing_is_asked_about_in_two_ways() -> None:
    picture = BoxedPicture(Path("a"), (Box("dog", 0, 0, 1, 1),))
    reading: Any = Told({"What is this?": "It is a dog.", "What is this? It is a": "big dog."})
    seen = Seen(True)
    identify(reading, picture, seen)
    assert (seen.identified, seen.continued) == ([True], [False])


def test_nothing_is_asked_where_nothing_dominates() -> None:
    picture = BoxedPicture(Path("a"), (Box("dog", 0, 0, 0.1, 0.1),))
    reading: Any = Told({})
    seen = Seen(True)
    identify(reading, picture, seen)
    assert seen.identified == seen.continued == []


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("A dog.", "It is a cat.", [True, True]),
        ("A cat.", "A dog.", [False, False]),
        ("A dog and a cat.", "A cat.", [False, True]),
    ],
)
def test_each_side_is_to_be_named_without_the_other(
    tmp_path: Path, left: str, right: str, expected: list[bool]
) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    dog, cat = (
        BoxedPicture(tmp_path / "a.png", (Box(name, 0, 0, 1, 1),)) for name in ("dog", "cat")
    )
    told = Told({"What is on the left?": left, "What is on the right?": right})
    probe: Any = TellingProbe(told)
    assert sides(probe, dog, cat) == expected


def polled(needed: int, crowded: tuple[str, ...] = ()) -> Seen:
    """What polling tells of a dog in the upper quarter, by a model that sees dogs and people."""
    picture = BoxedPicture(Path("a"), (Box("dog", 0, 0, 1, 0.25),), crowded=crowded)
    told = Told({}, ("dog", "person"))
    probe: Any = TellingProbe(told, needed)
    reading: Any = told
    seen, mean = Seen(True), torch.zeros(1)
    classes = ["dog", "person", "kite"] if crowded else ["dog", "person"]
    poll(probe, reading, torch.ones(16, 1), mean, picture, classes, random.Random(0), seen)
    return seen


def test_removing_the_object_destroys_what_rests_on_it() -> None:
    seen = polled(needed=1)
    assert seen.destroyed == [True] and seen.disturbed == [False]


def test_a_model_that_always_says_yes_is_right_half_the_time() -> None:
    seen = polled(needed=0)
    assert sorted(seen.polled) == [False, True] and seen.destroyed == [False]


def test_a_crowd_is_not_denied() -> None:
    assert polled(needed=0, crowded=("person",)).polled == [True, True]


def test_the_model_is_looked_at_from_every_side(probe: Probe) -> None:
    picture = BoxedPicture(GALLERY / "cat.jpg", (Box("cat", 0.1, 0.1, 0.8, 0.8),))
    seen = look(probe, picture, list(COCO), torch.zeros(576), seed=0)
    layers = probe.model.config.text_config.num_hidden_layers + 1
    assert [len(row) for row in (*seen.auc, seen.inside["cat"], seen.outside["cat"])] == [
        layers
    ] * 3
    assert len(seen.polled) == 2 and len(seen.identified) == len(seen.continued) == 1


def test_on_scenes_with_exact_masks_the_model_sees_what_is_there(probe: Probe) -> None:
    """A floor well under what was reached: these scenes were never trained on."""
    gallery = PROJECT / "demo" / "gallery"
    scenes = [e for e in json.loads((gallery / "gallery.json").read_text()) if "masks" in e]
    named, found = 0, []
    for scene in scenes:
        reading = probe.read(probe.image_tokens(gallery / scene["file"]))
        told = reading.answer(DESCRIBE[0], 20)
        named += any(mentions(told, word) for word in scene["masks"])
        scores = reading.lens(len(reading.states) - 1)
        for word, file in scene["masks"].items():
            with Image.open(gallery / file) as drawn:
                mask = np.asarray(drawn.convert("L").resize((16, 16), Image.Resampling.BOX)) > 127
            inside = torch.from_numpy(mask.flatten())
            value = scores[:, variants(probe, word)].max(-1).values
            found.append(auc(value[inside], value[~inside]))
    assert named >= 2
    assert np.median(found) > 0.7, found
