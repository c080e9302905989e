"""What is followed: the answer's own token, or the likeliest spelling in its place."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from contract.errors import BadParameters, NoSuchToken
from tests.worker.checkpoints import noise
from tests.worker.squares import opened


@pytest.fixture
def run(engines: Any) -> Any:
    """A random model that has read a picture of noise."""
    return opened(engines("demo"), noise(64, 48))


def test_a_token_of_the_answer_is_followed_behind_those_before_it(run: Any) -> None:
    answer = run.answer(max_tokens=4)
    target = run.target(token=2)
    assert (target.index, target.text) == (2, answer.tokens[2].text)
    assert run.words(target.before) == [token.text for token in answer.tokens[:2]]
    scores = run.scores([[]], target)
    assert scores.said.tolist() == [True]
    assert abs(float(scores.log_probabilities[0]) - answer.tokens[2].log_probability) < 1e-4


def test_the_likeliest_spelling_counts_with_all_its_pieces(run: Any) -> None:
    before = run.target(token=1).before
    target = run.target(" Zebra-crossing ", token=1)
    assert target.before == before
    assert len(target.ids) > 1
    assert target.text.strip().lower() == "zebra-crossing"
    assert target.text == "".join(run.words(target.ids))
    single = run.target("dog", token=1)
    ways = [i for i, word in enumerate(run.words(range(4096))) if word.strip().lower() == "dog"]
    assert len(ways) > 1
    prompt = run.warm.encoded.ids
    ids = torch.cat([prompt, torch.tensor([before])], 1)
    with torch.inference_mode():
        logits = run.parts.model(input_ids=ids, **run.warm.encoded.pixels).logits[0, -1]
    assert single.ids == (max(ways, key=lambda i: float(logits[i])),)


def test_a_place_that_does_not_exist_is_refused(run: Any) -> None:
    stop = run.parts.model.generation_config
    before = stop.eos_token_id
    first = run.target(token=0).ids[0]
    run.warm.answers.values.clear()
    stop.eos_token_id = first  # the model says nothing
    try:
        for token in (0, 3, -1):
            with pytest.raises(NoSuchToken, match=f"0 tokens; number {token}"):
                run.target(token=token)
        with pytest.raises(NoSuchToken, match="number 1"):
            run.target("dog", token=1)
        assert run.target("dog").before == ()
    finally:
        stop.eos_token_id = before


def test_a_blank_word_is_refused(run: Any) -> None:
    with pytest.raises(BadParameters, match="'  ' holds no word"):
        run.target("  ")
