"""The runs that stay warm: least recently used go first once the byte budget is spent.

Everything stays on the model's device; nothing is moved to the host and back.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from contract.interventions import Intervention
from worker.answering import Said
from worker.prefill import Prefill
from worker.prompt import Encoded

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
ANSWERS, SCORES, TAILS = 64, 4096, 2  # how many are remembered of a run
ANSWER_BYTES, SCORE_BYTES = 8 << 10, 1 << 10  # what one takes at most, key and all


class Recent(Generic[K, V]):
    """The last few values by key."""

    def __init__(self, most: int) -> None:
        """`most`: how many are kept."""
        self.most = most
        self.values: OrderedDict[K, V] = OrderedDict()

    def find(self, key: K) -> V | None:
        """The value if it is still here; it becomes the newest."""
        if key in self.values:
            self.values.move_to_end(key)
        return self.values.get(key)

    def keep(self, key: K, value: V) -> None:
        """Add a value and let the oldest go."""
        self.values[key] = value
        self.values.move_to_end(key)
        if len(self.values) > self.most:
            self.values.popitem(last=False)


def digest(interventions: Sequence[Intervention]) -> bytes:
    """The same for the same interventions, whatever objects they are."""
    return hashlib.sha256(pickle.dumps(tuple(interventions))).digest()


@dataclass(frozen=True, eq=False)
class Warm:
    """What stays in memory of a picture and a prompt once they were read.

    `answers` by the interventions' digest; `scores` by that and the target; `tails`: what the
    model, as it is, makes of tokens behind the prompt.
    """

    encoded: Encoded
    prefill: Prefill
    answers: Recent[bytes, Said] = field(default_factory=lambda: Recent(ANSWERS))
    scores: Recent[tuple[Hashable, ...], tuple[float, bool]] = field(
        default_factory=lambda: Recent(SCORES)
    )
    tails: Recent[tuple[int, ...], Prefill] = field(default_factory=lambda: Recent(TAILS))

    @property
    def bytes(self) -> int:
        """Memory that it holds."""
        pixels = self.encoded.pixels.values()
        return (
            self.prefill.bytes
            + sum(tail.bytes for tail in self.tails.values.values())
            + sum(t.numel() * t.element_size() for t in pixels)
            + len(self.answers.values) * ANSWER_BYTES
            + len(self.scores.values) * SCORE_BYTES
        )


class WarmRuns:
    """Runs by their identity, oldest first."""

    def __init__(self, budget: int) -> None:
        """`budget`: bytes that all runs together may hold."""
        self.budget = budget
        self.runs: OrderedDict[Hashable, Warm] = OrderedDict()

    @property
    def bytes(self) -> int:
        """Memory that the runs hold."""
        return sum(warm.bytes for warm in self.runs.values())

    def find(self, identity: Hashable) -> Warm | None:
        """The run if it is still warm; it becomes the newest, and others go if it has grown."""
        if identity in self.runs:
            self.runs.move_to_end(identity)
        found = self.runs.get(identity)
        self.trim()
        return found

    def keep(self, identity: Hashable, warm: Warm) -> None:
        """Add a run and let the oldest go until the budget holds; too large a run is not kept."""
        if warm.bytes > self.budget:
            return
        self.runs[identity] = warm
        self.trim()

    def trim(self) -> None:
        """Let the oldest go until the budget holds."""
        while self.bytes > self.budget:
            self.runs.popitem(last=False)

    def clear(self) -> None:
        """Let all go."""
        self.runs.clear()
