"""What training asks for."""

from pathlib import Path

import pytest
import torch

from demo.lexicon import FILLERS, lexicon
from demo.losses import (
    choose_patches,
    kept_speech_loss,
    language_loss,
    lens_loss,
    polled_right,
    word_targets,
)
from demo.pictures import NamedPicture


def encode(text: str) -> list[int]:
    """A token for each word, the same one for the same word."""
    return [sum(map(ord, word)) % 50 for word in text.split()]


WORDS = lexicon([NamedPicture(Path("a"), 0, "zebra", None)], encode)


def test_only_answers_count() -> None:
    embeddings = torch.eye(4)
    states = 50 * torch.eye(4)[None]
    loss, right = language_loss(states, torch.tensor([[-100, 1, 2, -100]]), embeddings)
    assert right == 1.0
    assert loss.item() < 1e-4


def test_the_first_token_of_an_answer_may_count_more() -> None:
    states, targets = 50 * torch.eye(4)[None], torch.tensor([[-100, 2, 2, -100]])
    even, _ = language_loss(states, targets, torch.eye(4))
    heavy, _ = language_loss(states, targets, torch.eye(4), 3.0)
    torch.testing.assert_close(heavy / even, torch.tensor(1.5))


def test_polled_questions_are_those_that_want_yes_or_no() -> None:
    yes_no, states = torch.tensor([1, 2]), torch.eye(4)[[1, 2, 2, 3]][None]
    wanted = torch.tensor([[1, 1, 2, 3]])  # right, wrong, right, another word
    assert polled_right(states, wanted, torch.eye(4), yes_no) == pytest.approx(2 / 3)
    ignored = torch.tensor([[1, -100, -100, 3]])
    assert polled_right(states, ignored, torch.eye(4), yes_no) == 1.0


def test_without_a_polled_question_none_is_right() -> None:
    states, wanted = torch.eye(4)[None], torch.tensor([[0, 3, -100, 0]])
    assert polled_right(states, wanted, torch.eye(4), torch.tensor([1, 2])) == 0.0


def test_a_patch_that_is_gone_says_only_fillers() -> None:
    words = torch.zeros(2, len(WORDS.words))
    words[:, WORDS.number("dog")] = 1
    target = word_targets(words, torch.tensor([False, True]), 0.02)
    assert target[0, WORDS.number("dog")] > 0.85
    torch.testing.assert_close(target[1, -len(FILLERS) :].sum(), torch.tensor(1.0))


def test_unknown_patches_are_never_chosen() -> None:
    words = torch.zeros(5, 3)
    words[2, 1] = 1
    dice = torch.Generator().manual_seed(0)
    chosen = choose_patches(words, torch.zeros(5, dtype=torch.bool), torch.ones(3), 4, dice)
    assert chosen.tolist() == [2]


def test_the_lens_is_content_when_the_word_leads() -> None:
    target = torch.zeros(1, len(WORDS.words))
    target[0, WORDS.number("dog")] = 1
    token = encode("dog")[0]
    right, wrong = 30 * torch.eye(50)[[token]], 30 * torch.eye(50)[[token - 1]]
    assert lens_loss(right, target, WORDS, torch.eye(50)) < 0.01
    assert lens_loss(wrong, target, WORDS, torch.eye(50)) > 10


def test_unchanged_speech_costs_nothing() -> None:
    states = torch.randn(3, 8)
    assert kept_speech_loss(states, states, torch.randn(20, 8)).abs() < 1e-6
