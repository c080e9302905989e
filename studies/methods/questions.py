"""The paper's three ways to ask for an object, and whether the model got it right.

generative: "Describe this image." names the class. polling: "Is there a {class} in this image?"
is answered with yes. vqa: behind "It is a" the class word's first token is the likeliest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from contract.artifact import Answer
from contract.errors import NoSuchToken
from contract.interventions import Intervention
from contract.model_run import ModelRun, Target
from measures.matching import says

Setting = Literal["generative", "polling", "vqa"]
Variants = Sequence[Sequence[Intervention]]

DESCRIBE = "Describe this image."
WHAT = "What is this?"
PREFIX = "It is a"
YES = "Yes"


class Asked(BaseModel, extra="forbid"):
    """What one item asks: the setting, the class word, and how long a description may be."""

    setting: Setting = Field(description="generative, polling or vqa")
    word: str = Field(min_length=1, max_length=60, description="the class's name")
    max_tokens: int = Field(64, ge=1, le=200, description="longest description")


@dataclass(frozen=True)
class Outcome:
    """One variant's answer: whether it is right, and what shows it.

    `log_probability` is the right answer's, in nats; a description has only its text.
    """

    right: bool
    log_probability: float | None = None
    text: str | None = None


def prompt_of(setting: Setting, word: str) -> str:
    """The question as it is put to the model."""
    return {
        "generative": DESCRIBE,
        "polling": f"Is there a {word} in this image?",
        "vqa": WHAT,
    }[setting]


def outcomes(run: ModelRun, asked: Asked, variants: Variants) -> list[Outcome]:
    """Each variant's answer; descriptions one by one, all others in the model's batches."""
    if asked.setting == "generative":
        return list(described(run, asked, variants))
    scores = run.scores(variants, right_answer(run, asked))
    pairs = zip(scores.said.tolist(), scores.log_probabilities.tolist(), strict=True)
    return [Outcome(right, value) for right, value in pairs]


def described(run: ModelRun, asked: Asked, variants: Variants) -> Iterable[Outcome]:
    """The descriptions; progress is told between them."""
    for number, variant in enumerate(variants):
        run.progress(
            f"describing, {number + 1} of {len(variants)}", 0.2 + 0.8 * number / len(variants)
        )
        text = run.answer(variant, asked.max_tokens).text
        yield Outcome(says(text, asked.word), text=text)


def right_answer(run: ModelRun, asked: Asked) -> Target:
    """What a right answer says: the token to follow, in its place."""
    if asked.setting == "polling":
        return run.target(YES)
    if asked.setting == "vqa":
        return behind_prefix(run, asked.word)
    return run.target(token=naming_token(run.answer(max_tokens=asked.max_tokens), asked.word))


def behind_prefix(run: ModelRun, word: str) -> Target:
    """The word's first token behind "It is a"; its spelling is the one that continues the text.

    Raises `NoSuchToken` where the vocabulary cuts the text across the word's beginning.
    """
    prefix, whole = run.target(PREFIX).ids, run.target(f"{PREFIX} {word}").ids
    length = len(prefix)
    if whole[:length] != prefix or len(whole) == length:
        raise NoSuchToken(f"{word!r} begins with no token of its own behind {PREFIX!r}.")
    return Target(ids=whole[length : length + 1], before=whole[:length], index=length, text=word)


def naming_token(answer: Answer, word: str) -> int:
    """The number of the answer token that completes the word; raises `NoSuchToken`."""
    text = ""
    for number, token in enumerate(answer.tokens):
        text += token.text
        if says(text, word):
            return number
    raise NoSuchToken(f"The answer {answer.text[:80]!r} does not name {word!r}.")
