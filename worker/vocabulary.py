"""Vocabulary entries as text a reader can read, and words as vocabulary entries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from transformers.convert_slow_tokenizer import bytes_to_unicode

from contract.errors import BadParameters, FieldError

BYTE = re.compile(r"<0x([0-9A-F]{2})>")


@dataclass(frozen=True)
class Spelling:
    """The vocabulary entries that a word may begin with, and the pieces of one way to write it."""

    ids: tuple[int, ...]
    pieces: list[str]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """A tokenizer seen as a list of texts."""

    tokenizer: Any

    @cached_property
    def by_bytes(self) -> bool:
        """Whether pieces are written in GPT-2's alphabet of bytes rather than in plain text."""
        return "ByteLevel" in json.dumps(
            json.loads(self.tokenizer.backend_tokenizer.decoder.__getstate__())
        )

    def words(self, ids: Sequence[int]) -> list[str]:
        """The text of each entry: spaces and control characters kept, lone bytes as `<0xE2>`."""
        pieces = self.tokenizer.convert_ids_to_tokens(list(ids))
        return [
            readable(piece, self.by_bytes, i in self.special) if piece else f"<unused {i}>"
            for i, piece in zip(ids, pieces, strict=True)
        ]

    @cached_property
    def special(self) -> frozenset[int]:
        """Entries that are commands, not text."""
        return frozenset(self.tokenizer.added_tokens_decoder)

    @cached_property
    def entries(self) -> dict[str, int]:
        """The entry of each text; where two share a text, the first."""
        size = len(self.tokenizer)
        texts = self.words(range(size))
        return {text: i for i, text in reversed(list(enumerate(texts))) if i not in self.special}

    def spell(self, word: str) -> Spelling:
        """How the vocabulary writes a word: with or without a space, capitalised or not.

        If any way needs one piece only, all such ways count. Otherwise the first pieces of the
        shortest ways count, and `pieces` names all pieces of one. Raises `BadParameters`.
        """
        bare = word.strip()
        if not bare:
            raise BadParameters(
                f"{word!r} holds no word.", [FieldError(loc=["words"], msg="Type a word.")]
            )
        variants = ways(bare)
        single = {self.entries[text]: text for text in variants if text in self.entries}
        if single:
            return Spelling(tuple(single), [next(iter(single.values()))])
        split = [self.pieces(text) for text in variants]
        fewest = min(len(pieces) for pieces in split)
        shortest = [pieces for pieces in split if len(pieces) == fewest]
        firsts = tuple(dict.fromkeys(pieces[0] for pieces in shortest))
        return Spelling(firsts, self.words(shortest[0]))

    def pieces(self, text: str) -> list[int]:
        """The entries of `text`, without a leading piece that is nothing but space."""
        ids: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        while len(ids) > 1 and not self.words(ids[:1])[0].strip():
            ids = ids[1:]
        return ids


def ways(word: str) -> list[str]:
    """A word with and without a space before it, as it is, in lower case and capitalised."""
    bare = word.strip()
    cases = dict.fromkeys([bare, bare[:1].lower() + bare[1:], bare[:1].upper() + bare[1:]])
    return [text for case in cases for text in (" " + case, case)]


alphabet: Callable[[], dict[int, str]] = bytes_to_unicode
ALPHABET = {character: byte for byte, character in alphabet().items()}


def readable(piece: str, by_bytes: bool, special: bool) -> str:
    """A vocabulary piece as text."""
    if special:
        return piece
    if by_bytes:
        if not all(character in ALPHABET for character in piece):
            return piece
        return decoded(bytes(ALPHABET[character] for character in piece))
    byte = BYTE.fullmatch(piece)
    if byte:
        return decoded(bytes.fromhex(byte[1]))
    return piece.replace("▁", " ")


def decoded(content: bytes) -> str:
    """UTF-8 as text; bytes that are no whole character become `<0xE2>`."""
    text = content.decode(errors="surrogateescape")
    return "".join(f"<0x{ord(c) - 0xDC00:02X}>" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text)
