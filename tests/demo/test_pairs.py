"""Dominant things and pairs of them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demo.pairs import around, beside, dominant, half, pairs
from demo.pictures import Box, BoxedPicture


def picture(*boxes: Box, crowded: tuple[str, ...] = ()) -> BoxedPicture:
    """A picture with these boxes and no file."""
    return BoxedPicture(Path("a"), boxes, crowded=crowded)


def of(name: str) -> BoxedPicture:
    """A picture full of one thing."""
    return picture(Box(name, 0, 0, 1, 1))


def test_the_dominant_thing_is_large_and_far_ahead() -> None:
    dog = Box("dog", 0, 0, 0.5, 0.5)
    assert dominant(picture(dog)) == "dog"
    assert dominant(picture(dog, Box("cat", 0.5, 0.5, 0.8, 0.8))) == "dog"
    assert dominant(picture(dog, Box("cat", 0.5, 0.5, 0.9, 0.9))) is None
    assert dominant(picture(Box("dog", 0, 0, 0.3, 0.4))) is None


def test_many_of_a_kind_count_together() -> None:
    cats = (Box("cat", 0, 0.5, 0.3, 0.8), Box("cat", 0.5, 0.5, 0.8, 0.8))
    assert dominant(picture(Box("dog", 0, 0, 0.4, 0.4), *cats)) is None
    assert dominant(picture(*cats)) == "cat"


def test_nothing_dominates_beside_a_crowd() -> None:
    assert dominant(picture(Box("dog", 0, 0, 1, 1), crowded=("person",))) is None


def test_everyone_gets_the_next_one_that_shows_something_else() -> None:
    small = picture(Box("cup", 0, 0, 0.1, 0.1))
    given = [of("dog"), small, of("dog"), of("cat")]
    assert pairs(given) == {0: 3, 2: 3, 3: 0}


def test_names_within_each_other_are_no_pair() -> None:
    assert pairs([of("dog"), of("hot dog")]) == {}


def test_a_stretch_stays_inside() -> None:
    assert [around(c, 4, 10) for c in (1, 5, 9)] == [0, 3, 6]


@pytest.fixture
def red_and_blue(tmp_path: Path) -> list[BoxedPicture]:
    """A red thing at the right of a wide black picture, a blue one at the bottom of a high one."""
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 240:] = (255, 0, 0)
    high = np.zeros((400, 100, 3), np.uint8)
    high[200:] = (0, 0, 255)
    boxes = Box("dog", 0.8, 0, 1, 1), Box("cat", 0, 0.5, 1, 1)
    found = []
    for name, pixels, box in zip(("a.png", "b.png"), (wide, high), boxes, strict=True):
        Image.fromarray(pixels).save(tmp_path / name)
        found.append(BoxedPicture(tmp_path / name, (box,)))
    return found


def test_a_half_shows_the_thing_unstretched(red_and_blue: list[BoxedPicture]) -> None:
    for given, channel in zip(red_and_blue, (0, 2), strict=True):
        shown = np.asarray(half(given), float)
        assert shown.shape == (512, 256, 3)
        assert shown[..., channel].mean() > 250


def test_a_pair_keeps_left_and_right(red_and_blue: list[BoxedPicture]) -> None:
    pair = np.asarray(beside(*red_and_blue), float)
    assert pair.shape == (512, 512, 3)
    assert pair[:, :250, 0].mean() > 250 and pair[:, 262:, 2].mean() > 250
    assert pair[:, 262:, 0].mean() < 5
