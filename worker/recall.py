"""What was asked of a run before is not computed again.

Answers and scores are kept with the warm run, by the interventions that change anything: an empty
one is the model as it is, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence

from contract.interventions import Intervention
from contract.model_run import Target
from worker.answering import Said, say
from worker.hooks import Variants
from worker.layout import Parts
from worker.prefill import Prefill, Tick, read_on
from worker.resume import effective
from worker.scoring import Progress, score
from worker.warmth import Warm, digest


def said(
    parts: Parts, warm: Warm, interventions: Sequence[Intervention], max_tokens: int, tick: Tick
) -> Said:
    """The greedy answer; the same question's shorter answer, or the model's own, is the guess."""
    changes = effective(interventions, warm.prefill.length)
    answers, key = warm.answers, digest(changes)
    known = answers.find(key)
    if known is not None and known.covers(max_tokens):
        return known.first(max_tokens)
    like = known or answers.find(digest(()))
    guessed = like.ids[: max_tokens - 1] if like else ()
    guess = tail(parts, warm, guessed, tick)
    answer = say(parts, warm.prefill, changes, max_tokens, tick, guess, guessed)
    answers.keep(key, answer)
    return answer


def tail(parts: Parts, warm: Warm, ids: tuple[int, ...], tick: Tick) -> Prefill:
    """What the model, as it is, makes of `ids` behind the prompt."""
    made = warm.tails.find(ids)
    if made is None:
        made = read_on(parts, warm.prefill, ids, tick)
        warm.tails.keep(ids, made)
    return made


def scored(
    parts: Parts, warm: Warm, variants: Variants, target: Target, progress: Progress
) -> list[tuple[float, bool]]:
    """Log-probability of a target, and whether it is said, under each variant."""
    known = warm.scores
    changes = [effective(each, warm.prefill.length) for each in variants]
    keys = [(digest(each), target.ids, target.before) for each in changes]
    found = {key: value for key in keys if (value := known.find(key)) is not None}
    new = {key: each for key, each in zip(keys, changes, strict=True) if key not in found}
    if new:
        read = (*target.before, *target.ids[:-1])
        behind = tail(parts, warm, read, lambda layer: progress(0.0))
        values, says = score(parts, warm.prefill, behind, list(new.values()), target, progress)
        for key, value, says_it in zip(new, values.tolist(), says.tolist(), strict=True):
            found[key] = (value, says_it)
            known.keep(key, found[key])
    return [found[key] for key in keys]
