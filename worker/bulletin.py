"""How a run says where it stands, and learns that nobody wants it any more."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from contract.artifact import Answer
from contract.channel import Channel, Kind, RunEvent
from contract.errors import Cancelled
from contract.progress import Progress
from worker.presence import Quiet

NUMBER = re.compile(r"\d+")
"""Stages that differ in numbers only ("layer 3 of 30") are one stage."""

TELL_S = 0.1
"""Progress within one stage is told ten times a second at most."""

ASK_S = 0.05
"""Whether the run was cancelled is asked twenty times a second at most."""

GUESS_FROM = 0.05
"""Below this fraction the time that is left is anybody's guess."""


class Bulletin:
    """The progress of one run; calling it raises `Cancelled` when somebody asked for that."""

    def __init__(
        self, channel: Channel, key: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.channel = channel
        self.key = key
        self.clock = clock
        self.quiet = Quiet(clock)
        self.began = clock()
        self.told_at = self.asked_at = float("-inf")
        self.said: tuple[str, bool] = ("", False)
        self.answer: Answer | None = None

    def __call__(self, progress: Progress) -> None:
        """Tell a new stage or answer at once, anything else now and then."""
        self.stop_if_cancelled()
        self.answer = progress.answer or self.answer
        now, saying = self.clock(), (NUMBER.sub("", progress.stage), self.answer is not None)
        if saying == self.said and now - self.told_at < TELL_S:
            return
        self.said, self.told_at = saying, now
        left = self.seconds_left(progress.fraction)
        self.tell("progress", progress.model_copy(update={"eta_s": left, "answer": self.answer}))

    def seconds_left(self, fraction: float) -> float | None:
        """A guess from the time that the first part took."""
        if not GUESS_FROM < fraction <= 1:
            return None
        return round((self.clock() - self.began) * (1 - fraction) / fraction, 1)

    def stop_if_cancelled(self) -> None:
        """Raise `Cancelled` if somebody asked for that; at most one question in `ASK_S`."""
        now = self.clock()
        if now - self.asked_at < ASK_S:
            return
        self.asked_at = now
        if self.quiet.try_to(lambda: self.channel.is_cancelled(self.key)):
            raise Cancelled()

    def tell(self, kind: Kind, progress: Progress | None = None) -> None:
        """Publish an event; nothing happens while Redis is away."""
        event = RunEvent(key=self.key, kind=kind, progress=progress)
        self.quiet.try_to(lambda: self.channel.tell(event))
