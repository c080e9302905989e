"""Where a run stands: a fraction that only grows, told not too often, and the cancel check."""

from __future__ import annotations

import time
from collections.abc import Callable

from contract.artifact import Answer
from contract.progress import Progress

QUIET_S = 0.02  # between two messages about the same stage


class Report:
    """Tells one listener about one run. The listener may raise `Cancelled` at any call."""

    def __init__(self, listener: Callable[[Progress], None]) -> None:
        """`listener` is called in the thread that works."""
        self.listener = listener
        self.fraction = 0.0
        self.stage = ""
        self.told_at = 0.0

    def tell(self, stage: str, fraction: float, answer: Answer | None = None) -> None:
        """Say what is being done; the fraction never falls."""
        self.fraction = min(1.0, max(self.fraction, fraction))
        self.stage, self.told_at = stage, time.monotonic()
        self.listener(Progress(stage=stage, fraction=self.fraction, answer=answer))

    def part(self, share: float = 0.5) -> Callable[[str, float], None]:
        """A teller for one piece of work that takes `share` of what is left to do."""
        start = self.fraction
        span = (1.0 - start) * share

        def tell(stage: str, done: float) -> None:
            if (stage != self.stage and done == 0.0) or self.is_due():
                self.tell(stage, start + span * done)

        return tell

    def is_due(self) -> bool:
        """Whether it was quiet for long enough."""
        return time.monotonic() - self.told_at >= QUIET_S
