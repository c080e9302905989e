"""The projector's first lesson."""

from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from demo.anchor import Projector, boxed_patches, named_patches, settle, targets, teach
from demo.features import Seen, View
from demo.lexicon import FILLERS, lexicon
from demo.pictures import UNKNOWN, NamedPicture

PICTURES = [NamedPicture(Path("a"), 0, "zebra", None), NamedPicture(Path("b"), 1, "cab", "car")]
WORDS = lexicon(PICTURES, lambda text: [len(text)])


def views() -> tuple[list[Seen], list[Seen]]:
    """Feature 0 is lit on dogs, feature 1 on zebras."""
    dog = torch.zeros(4, 4, 8).bfloat16()
    dog[..., 0] = 3
    labels = torch.full((4, 4, 16), WORDS.number("dog"), dtype=torch.uint8)
    labels[3] = UNKNOWN
    zebra = torch.zeros(4, 4, 8).bfloat16()
    zebra[..., 1] = 3
    on = torch.zeros(4, 4, 1, dtype=torch.uint8)
    return [Seen(0, View(), dog, labels)], [Seen(0, View(), zebra, on)]


def test_unlabelled_patches_are_left_out() -> None:
    assert len(boxed_patches(views()[0], WORDS).features) == 12


def test_the_projector_learns_to_point_at_the_word() -> None:
    torch.manual_seed(0)
    boxed, named = views()
    vectors = nn.functional.normalize(torch.randn(len(WORDS.words), 32), dim=1)
    projector, teacher = Projector(8, 32), nn.Linear(8, 1000)
    patches = boxed_patches(boxed, WORDS), named_patches(named, PICTURES, WORDS)
    curve = teach(projector, *patches, teacher, WORDS, vectors, steps=60, seed=0)
    assert curve[-1] < curve[0] / 2
    said = projector(boxed[0].features[0, :1].float()) @ vectors.T
    assert WORDS.words[int(said.argmax())] == "dog"


def test_targets_keep_a_floor_for_the_fillers() -> None:
    boxed = boxed_patches(views()[0], WORDS)
    _, y = targets(boxed, torch.arange(4), nn.Linear(8, 1000), WORDS, 1.0, 0.02)
    torch.testing.assert_close(y.sum(1), torch.ones(4))
    assert (y[:, -len(FILLERS) :] >= 0.02).all()


def test_settling_moves_the_middle() -> None:
    projector = Projector(8, 4).eval()
    x = torch.randn(3, 8)
    before = projector(x)
    settle(projector, 2.0, torch.arange(4.0))
    torch.testing.assert_close(projector(x), 2 * before + torch.arange(4.0))


def taught(seed: int) -> Projector:
    """A projector after a few steps and settling, on patches that all differ."""
    torch.manual_seed(0)
    boxed, named = (
        [replace(v, features=v.features + torch.randn(4, 4, 8).bfloat16()) for v in kind]
        for kind in views()
    )
    projector, teacher = Projector(8, 16), nn.Linear(8, 1000)
    vectors = nn.functional.normalize(torch.randn(len(WORDS.words), 16), dim=1)
    patches = boxed_patches(boxed, WORDS), named_patches(named, PICTURES, WORDS)
    teach(projector, *patches, teacher, WORDS, vectors, steps=5, seed=seed)
    settle(projector, 1.8, vectors.mean(0))
    return projector


def test_the_same_seeds_give_the_same_bits() -> None:
    first, again = taught(3).state_dict(), taught(3).state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_other_draws_of_patches_give_another_projector() -> None:
    first, other = taught(3).state_dict(), taught(4).state_dict()
    assert not torch.equal(first["linear_2.weight"], other["linear_2.weight"])
