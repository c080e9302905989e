"""Words as tokens and directions."""

from pathlib import Path

import torch

from demo.lexicon import FILLERS, directions, first_pieces, labels, lexicon
from demo.pictures import NamedPicture


def encode(text: str) -> list[int]:
    """One token for each word, by its length."""
    return [len(word) for word in text.split()]


def made() -> list[NamedPicture]:
    """A beagle."""
    return [NamedPicture(Path("a.jpg"), 5, "beagle", "dog")]


def test_labels_come_first_and_fillers_last() -> None:
    words = lexicon(made(), encode)
    assert words.words[: words.labelled] == labels()
    assert tuple(words.words[-len(FILLERS) :]) == FILLERS


def test_a_beagle_is_mostly_called_a_dog() -> None:
    words = lexicon(made(), encode)
    assert words.of_class[5, words.number("dog")].item() == torch.tensor(0.8).item()


def test_a_name_of_two_words_may_be_shown_by_either() -> None:
    assert first_pieces("dining table", encode) == {5: 0.6, 6: 0.4}


def test_word_shares_become_token_shares() -> None:
    words = lexicon(made(), encode)
    share = torch.zeros(1, len(words.words))
    share[0, words.number("dining table")] = 1
    tokens = words.to_tokens(share, 20)
    assert tokens[0, 5].item() == torch.tensor(0.6).item()
    torch.testing.assert_close(tokens.sum(), torch.tensor(1.0))


def test_directions_have_length_one() -> None:
    vectors = directions(lexicon(made(), encode), torch.randn(40, 8), encode)
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(len(vectors)))
