"""The training loop, on a decoder small enough for a test."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM

from demo.anchor import Projector
from demo.features import Seen, View
from demo.lexicon import lexicon
from demo.material import Published, Split, Views, frozen
from demo.pictures import UNKNOWN, NamedPicture
from demo.scenes import Album
from demo.tower import EfficientNetLiteConfig, EfficientNetLiteTower
from demo.train import Recipe, Student, learn, names_in, rate_at, taught_projector

PICTURES = [NamedPicture(Path("a"), 0, "zebra", "animal"), NamedPicture(Path("b"), 1, "cab", "car")]
RECIPE = Recipe(
    views=1, steps=12, scenes=2, grids=(4,), rank=2, first_layer=1, lens_from=1, lens_patches=8,
    rate=1e-2, speech_every=6,
)  # fmt: skip


def encode(text: str) -> list[int]:
    """One token for each word."""
    return [3 + sum(map(ord, word)) % 60 for word in text.split()]


def student(recipe: Recipe) -> Student:
    """An untrained student around a random decoder."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=64, hidden_size=16, intermediate_size=24, num_hidden_layers=3,
        num_attention_heads=2, num_key_value_heads=1, tie_word_embeddings=True,
        attn_implementation="eager",
    )  # fmt: skip
    parts = Published(
        frozen(LlamaForCausalLM(config)), encode, str, 2,
        EfficientNetLiteTower(EfficientNetLiteConfig()), nn.Linear(4, 4),
    )  # fmt: skip
    return Student(parts, Projector(4, 16).eval(), recipe)


def album() -> Album:
    """Half a dog, a zebra and a car."""
    words = lexicon(PICTURES, encode)
    half = torch.full((8, 8, 16), UNKNOWN, dtype=torch.uint8)
    half[:, :4] = words.number("dog")
    on = torch.zeros(8, 8, 1, dtype=torch.uint8)
    boxed = [Seen(0, View(), torch.ones(8, 8, 4).bfloat16(), half)]
    named = [Seen(i, View(), torch.full((8, 8, 4), i + 2.0).bfloat16(), on) for i in (0, 1)]
    return Album(boxed, named, PICTURES, words)


def first_lesson(seed: int) -> Projector:
    """A projector taught for three steps from nothing, whatever random numbers came before."""
    torch.manual_seed(0)
    parts = replace(student(RECIPE).parts, classifier=nn.Linear(1280, 1000))
    wide = torch.randn(4, 4, 1280).bfloat16()
    dog = torch.zeros(4, 4, 16, dtype=torch.uint8)
    on = torch.zeros(4, 4, 1, dtype=torch.uint8)
    seen = Views([Seen(0, View(), wide, dog)], [Seen(i, View(), wide, on) for i in (0, 1)])
    torch.manual_seed(seed)
    return taught_projector(parts, seen, Split([], [], PICTURES), replace(RECIPE, anchor_steps=3))


def losses(out: Path) -> list[float]:
    """The answers' loss of every step."""
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    return [line["answers"] for line in lines if "step" in line]


def test_the_first_lesson_depends_on_the_recipe_alone() -> None:
    first, again = first_lesson(1).state_dict(), first_lesson(2).state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_the_answers_get_better(tmp_path: Path) -> None:
    learn(student(replace(RECIPE, steps=30)), album(), [[3, 4, 5, 6]], tmp_path)
    curve = losses(tmp_path)
    assert sum(curve[-5:]) < sum(curve[:5])


def test_an_interrupted_run_ends_like_an_uninterrupted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo.train.CHECKPOINT_EVERY", 6)
    whole, parted = student(RECIPE), student(RECIPE)
    learn(whole, album(), [[3, 4, 5, 6]], tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt), monkeypatch.context() as patch:
        patch.setattr("demo.train.print", interrupt, raising=False)
        learn(parted, album(), [[3, 4, 5, 6]], tmp_path / "parted")
    parted = student(RECIPE)
    learn(parted, album(), [[3, 4, 5, 6]], tmp_path / "parted")
    for name, tensor in whole.tensors().items():
        torch.testing.assert_close(parted.tensors()[name], tensor, msg=name)


def interrupt(line: dict[str, float], flush: bool) -> None:
    """Ctrl-C at the tenth step."""
    if line["step"] == 10:
        raise KeyboardInterrupt


def test_the_published_weights_stay_as_they_are(tmp_path: Path) -> None:
    trained = student(RECIPE)
    before = {k: v.clone() for k, v in trained.decoder.state_dict().items() if ".base." in k}
    learn(trained, album(), [[3, 4, 5, 6]], tmp_path)
    after = trained.decoder.state_dict()
    assert before and all(torch.equal(after[k], v) for k, v in before.items())


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(step, 100) for step in range(100)]
    assert rates[0] < 0.1 and rates[-1] < 0.2 and max(rates) > 0.8


def test_names_are_those_that_cover_enough() -> None:
    made = album()
    assert names_in(made.boxed[0], made.words) == ["dog"]
