"""Scenes put together out of cached views."""

import random
from pathlib import Path

import pytest
import torch

from demo.features import Seen, View
from demo.lexicon import Lexicon, lexicon
from demo.pictures import UNKNOWN, NamedPicture
from demo.scenes import (
    Album,
    Scene,
    Thing,
    boxed_scene,
    draw_scene,
    grown,
    keep_visible,
    label_shares,
    named_scene,
    seen_things,
    without,
)

PICTURES = [NamedPicture(Path("a"), 0, "zebra", "animal"), NamedPicture(Path("b"), 1, "cab", "car")]


@pytest.fixture
def words() -> Lexicon:
    """The taught words."""
    return lexicon(PICTURES, lambda text: [len(text)])


@pytest.fixture
def album(words: Lexicon) -> Album:
    """A picture whose left half is a dog; a zebra; a car. Features tell which picture it was."""
    half = torch.full((16, 16, 16), UNKNOWN, dtype=torch.uint8)
    half[:, :8] = words.number("dog")
    boxed = [Seen(0, View(), torch.ones(16, 16, 4).bfloat16(), half)]
    on = torch.zeros(16, 16, 1, dtype=torch.uint8)
    named = [Seen(i, View(), torch.full((16, 16, 4), i + 2.0).bfloat16(), on) for i in (0, 1)]
    return Album(boxed, named, PICTURES, words)


def test_the_dog_is_found_where_its_labels_are(album: Album, words: Lexicon) -> None:
    scene = album.boxed[0]
    (dog,) = seen_things(words, scene)
    assert dog.name == "dog"
    assert dog.patches[:, :8].all() and not dog.patches[:, 8:].any()


def test_unknown_cells_belong_to_no_word() -> None:
    labels = torch.tensor([[[1, 1, UNKNOWN, 0]]], dtype=torch.uint8)
    assert label_shares(labels, 3)[0, 0].tolist() == [0.25, 0.5, 0.0]


def test_two_things_lie_where_their_places_say(album: Album) -> None:
    chance = random.Random(1)
    scenes = [named_scene(album, chance, 10) for _ in range(60)]
    sided = [s for s in scenes if s.things[0].where == "on the left"]
    assert sided
    for scene in sided:
        left, right = scene.things
        assert left.patches[:, 0].all() and right.patches[:, -1].all()
        assert not (left.patches & right.patches).any()


def test_a_pasted_thing_brings_its_features(album: Album) -> None:
    chance = random.Random(0)
    scenes = [boxed_scene(album, chance, 12) for _ in range(40)]
    pasted = [s for s in scenes if (s.features > 1).any()]
    assert pasted
    for scene in pasted:
        assert bool((scene.features[..., 0] > 1)[scene.things[-1].patches].all())


def test_a_thing_without_its_patches_is_no_longer_there() -> None:
    patches = torch.zeros(8, 8, dtype=torch.bool)
    patches[3, 3] = True
    for seed in range(40):
        scene = Scene(torch.zeros(8, 8, 4), torch.ones(8, 8, 3), [Thing("dog", patches)], True)
        without(random.Random(seed), scene)
        if scene.removed:
            assert scene.removed == ["dog"] and not scene.things
            assert torch.equal(scene.gone, grown(patches))
            assert (scene.words[scene.gone] == 0).all()
            return
    pytest.fail("no thing was ever removed")


def half_hidden() -> Scene:
    """Of the dog's 16 patches 4 are left, of the cat's all; the bird shares the dog's place."""
    dog, cat = torch.zeros(8, 8, dtype=torch.bool), torch.zeros(8, 8, dtype=torch.bool)
    dog[:4, :4], cat[4:, 4:] = True, True
    things = [Thing("dog", dog), Thing("cat", cat), Thing("bird", dog)]
    scene = Scene(torch.zeros(8, 8, 4), torch.ones(8, 8, 3), things, True)
    scene.gone = torch.zeros(8, 8, dtype=torch.bool)
    scene.gone[1:4] = True
    return scene


def test_things_are_kept_as_long_as_enough_of_them_is_seen() -> None:
    scene = half_hidden()
    keep_visible(scene, 0.25)
    assert [t.name for t in scene.things] == ["dog", "cat", "bird"] and not scene.doubtful


def test_what_is_hidden_too_far_becomes_doubtful_and_what_was_removed_does_not() -> None:
    scene = half_hidden()
    scene.removed = ["bird"]
    keep_visible(scene, 0.26)
    assert [t.name for t in scene.things] == ["cat"]
    assert scene.doubtful == ["dog"] and scene.removed == ["bird"]


def test_a_hole_in_one_piece_leaves_what_is_still_to_be_seen() -> None:
    """A thing of one patch in the corner: gone with a rectangle over it, there with any other."""
    corner = torch.zeros(8, 8, dtype=torch.bool)
    corner[0, 0] = True
    outcomes = set()
    for seed in range(300):
        scene = Scene(torch.zeros(8, 8, 4), torch.ones(8, 8, 3), [Thing("dog", corner)], True)
        without(random.Random(seed), scene)
        if is_rectangle(scene.gone) and not scene.removed:
            hidden = bool(scene.gone[0, 0])
            outcomes.add(hidden)
            assert [t.name for t in scene.things] == ([] if hidden else ["dog"])
            assert scene.doubtful == (["dog"] if hidden else [])
    assert outcomes == {True, False}


def is_rectangle(gone: torch.Tensor) -> bool:
    """Whether the patches form one full rectangle of at least 2 x 2."""
    rows, columns = gone.any(1), gone.any(0)
    filled = bool((gone == rows[:, None] & columns).all())
    return filled and min(int(rows.sum()), int(columns.sum())) >= 2


def test_nothing_is_known_of_a_patch_that_is_gone(album: Album) -> None:
    for seed in range(30):
        scene = draw_scene(album, random.Random(seed), 8, 0.5)
        assert (scene.words[scene.gone] == 0).all()


def test_the_same_seed_draws_the_same_scene(album: Album) -> None:
    first, again = (draw_scene(album, random.Random(7), 8, 0.5) for _ in range(2))
    assert torch.equal(first.features, again.features)
    assert [t.name for t in first.things] == [t.name for t in again.things]
