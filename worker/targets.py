"""What is followed: a token of the model's own answer, or a word in its place."""

from __future__ import annotations

from contract.errors import BadParameters, FieldError, NoSuchToken
from contract.model_run import Target
from worker.layout import Parts
from worker.recall import said, scored
from worker.vocabulary import Vocabulary, ways
from worker.warmth import Warm


def target(
    parts: Parts, vocabulary: Vocabulary, warm: Warm, text: str | None, token: int
) -> Target:
    """The answer's token number `token`, or the likeliest spelling of `text` in its place.

    The first place exists for a text even where the answer is empty. Raises `NoSuchToken` for
    places that do not exist, and `BadParameters` for a text without a word.
    """
    own = said(parts, warm, (), max(token, 0) + 1, idle)
    if not 0 <= token < max(len(own.ids), text is not None):
        raise NoSuchToken(f"The answer has {len(own.ids)} tokens; number {token} is none of them.")
    before = own.ids[:token]
    if text is None:
        ids = own.ids[token : token + 1]
        return Target(ids, before, token, vocabulary.words(ids)[0])
    if not text.strip():
        wrong = FieldError(loc=["target"], msg="Type a word.")
        raise BadParameters(f"{text!r} holds no word.", [wrong])
    spellings = dict.fromkeys(tuple(vocabulary.pieces(way)) for way in ways(text))
    wanted = [Target(ids, before, token, "".join(vocabulary.words(ids))) for ids in spellings]
    return max(wanted, key=lambda each: scored(parts, warm, [()], each, quiet)[0])


def idle(layer: int) -> None:
    """Few positions are read; nobody waits for word of them."""


def quiet(done: float) -> None:
    """The same."""
