"""The plain-text check, on models whose perplexity and knowledge are planted."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from demo.plain import (
    PROSE,
    Comparison,
    Speaker,
    check,
    compare,
    knows,
    of_folder,
    paragraphs,
    perplexity,
    share,
    surprise,
    table,
)
from demo.probe import Probe
from demo.texts import FACTS, KEPT


class PlantedModel:
    """Gives every next token of a vocabulary of 8 the same chance, but for token 1; says `told`."""

    def __init__(self, bonus: float = 0.0, told: list[int] | None = None) -> None:
        self.bonus, self.told = bonus, told or []

    def __call__(self, input_ids: torch.Tensor) -> Any:
        """Logits (1, tokens, 8)."""
        logits = torch.zeros(*input_ids.shape, 8)
        logits[..., 1] = self.bonus
        return SimpleNamespace(logits=logits)

    def generate(self, input_ids: torch.Tensor, **options: Any) -> torch.Tensor:
        """The question and `told`."""
        return torch.cat([input_ids, torch.tensor([self.told], dtype=torch.long)], 1)


WORDS = ["cart", "paris", "car", "rome", "oslo"]


def speaker(bonus: float = 0.0, *told: str) -> Speaker:
    """A planted model; every word of a text is token 1."""
    said = [WORDS.index(word) for word in told]
    return Speaker(
        PlantedModel(bonus, said),
        lambda text: [1] * len(text.split()),
        lambda ids: " ".join(WORDS[i] for i in ids),
    )


def test_even_chances_cost_the_logarithm_of_their_number() -> None:
    nats, tokens = surprise(speaker(), "one two three four")
    assert tokens == 3
    assert nats == pytest.approx(3 * math.log(8))


def test_the_perplexity_of_even_chances_is_their_number() -> None:
    counts = np.array([surprise(speaker(), "one two three"), surprise(speaker(), "one two")])
    assert perplexity(counts) == pytest.approx(8)


def test_long_paragraphs_count_more() -> None:
    counts = np.array([[9 * math.log(2), 9], [math.log(32), 1]])
    assert perplexity(counts) == pytest.approx((2**9 * 32) ** 0.1)


def test_a_fact_is_known_when_its_word_is_said_as_a_whole() -> None:
    assert knows(speaker(0, "oslo", "paris"), ("Capital of France?", "Paris"))
    assert not knows(speaker(0, "cart"), ("What has four wheels?", "car"))
    assert not knows(speaker(), ("Capital of Italy?", "Rome"))


def test_the_question_itself_is_not_taken_for_an_answer() -> None:
    """Every token of the question reads 'paris', and nothing is said."""
    assert not knows(speaker(), ("Paris?", "Paris"))


def test_a_model_beside_itself_has_the_ratio_one() -> None:
    prose, facts = check(speaker(0, "rome"), speaker(0, "rome"), ["a b c", "d e"], [("?", "Rome")])
    assert prose == Comparison(pytest.approx(8), pytest.approx(8), 1.0, (1.0, 1.0))
    assert facts == Comparison(1.0, 1.0, 1.0, (1.0, 1.0))


def test_a_planted_ratio_is_found() -> None:
    better = speaker(math.log(8))  # token 1 has 8 of 15 chances
    prose, facts = check(speaker(0, "rome"), better, ["a b c", "d e"], [("?", "Rome")])
    assert prose.ratio == pytest.approx(8 / (15 / 8))
    assert math.isnan(facts.ratio)


def test_the_interval_pairs_the_rows_of_both() -> None:
    """Rows differ widely but the ratio is the same in each, so nothing is uncertain."""
    theirs = np.array([[1.0], [4.0], [9.0]])
    found = compare(share, 0.5 * theirs, theirs)
    assert (found.ratio, *found.interval) == pytest.approx((0.5, 0.5, 0.5))


def test_an_interval_is_wide_where_rows_disagree() -> None:
    low, high = compare(share, np.array([[0.0], [1.0]] * 6), np.ones((12, 1))).interval
    assert low < 0.35 and high > 0.65


def test_the_table_says_what_is_too_much() -> None:
    near, far = Comparison(72, 70, 72 / 70, (1, 1.1)), Comparison(0.5, 0.6, 5 / 6, (0.7, 1))
    prose, facts = table(near, far, (16, 50)).splitlines()[1:]
    assert "16 paragraphs" in prose and "within the 10% allowed" in prose
    assert "50 facts" in facts and "WORSE THAN the 10% allowed" in facts


def test_paragraphs_lie_between_blank_lines() -> None:
    assert paragraphs("a\nb\n\n\n\nc\n") == ["a b", "c"]


def test_the_prose_is_long_enough_and_was_never_trained_on() -> None:
    prose = paragraphs(PROSE.read_text())
    assert len(prose) >= 16 and min(len(p.split()) for p in prose) > 50
    trained = {*KEPT, *(question for question, _ in FACTS)}
    assert not any(text in paragraph for text in trained for paragraph in prose)


def test_a_folder_is_asked_as_it_would_be_without_a_picture(probe: Probe) -> None:
    given = of_folder(probe)
    nats, tokens = surprise(given, "The cat sat on the mat and looked at the dog.")
    scrambled, _ = surprise(given, "mat the The dog. cat and looked sat at the on the")
    assert 0 < nats / tokens < 7
    assert nats < scrambled
