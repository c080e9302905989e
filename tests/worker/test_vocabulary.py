"""Vocabulary entries as text, and words as vocabulary entries."""

from __future__ import annotations

from typing import Any

import pytest

from contract.errors import BadParameters
from tests.worker.tiny_tokenizers import byte_level, sentence_pieces
from worker.vocabulary import Vocabulary, readable

BOTH = pytest.mark.parametrize("tokenizer", [byte_level, sentence_pieces])


@BOTH
def test_a_text_is_the_joint_text_of_its_entries(tokenizer: Any) -> None:
    vocabulary = Vocabulary(tokenizer())
    text = " a dog\tand a cat\n"
    joint = "".join(vocabulary.words(tokenizer()(text, add_special_tokens=False)["input_ids"]))
    assert joint.strip(" ") == text.strip(" ")


@pytest.mark.parametrize(
    ("piece", "by_bytes", "text"),
    [
        ("Ġdog", True, " dog"),
        ("Ċ", True, "\n"),
        ("Ã©", True, "é"),
        ("â", True, "<0xE2>"),
        ("▁dog", False, " dog"),
        ("<0x0A>", False, "\n"),
        ("<0xE2>", False, "<0xE2>"),
        ("</script>", False, "</script>"),
        ("犬", True, "犬"),
    ],
)
def test_pieces_are_written_as_a_reader_knows_them(piece: str, by_bytes: bool, text: str) -> None:
    assert readable(piece, by_bytes, special=False) == text


def test_commands_and_unused_entries_are_named() -> None:
    vocabulary = Vocabulary(byte_level())
    image = byte_level().convert_tokens_to_ids("<image>")
    assert vocabulary.words([image, 4000]) == ["<image>", "<unused 4000>"]


@BOTH
def test_a_word_is_looked_for_in_all_its_spellings(tokenizer: Any) -> None:
    vocabulary = Vocabulary(tokenizer())
    found = vocabulary.spell("dog")
    assert set(vocabulary.words(found.ids)) >= {" dog"}
    assert {text.strip().lower() for text in vocabulary.words(found.ids)} == {"dog"}
    assert found.pieces == [" dog"]


@BOTH
def test_a_word_of_several_pieces_names_them_all(tokenizer: Any) -> None:
    found = Vocabulary(tokenizer()).spell("xylophonist")
    assert len(found.pieces) > 1
    assert "".join(found.pieces).strip().lower() == "xylophonist"


@BOTH
@pytest.mark.parametrize("word", ["犬", "🐕", "hot dog", "</script>", "\x07"])
def test_any_text_has_a_first_piece(tokenizer: Any, word: str) -> None:
    found = Vocabulary(tokenizer()).spell(word)
    assert found.ids
    assert found.pieces


@pytest.mark.parametrize("word", ["", "  "])
def test_no_word_is_refused(word: str) -> None:
    with pytest.raises(BadParameters, match="holds no word"):
        Vocabulary(byte_level()).spell(word)
