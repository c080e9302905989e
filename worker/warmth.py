"""The runs that stay warm: least recently used go first once the byte budget is spent."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from worker.run import Warm


class WarmRuns:
    """Runs by their identity, oldest first."""

    def __init__(self, budget: int) -> None:
        """`budget`: bytes that all runs together may hold."""
        self.budget = budget
        self.runs: OrderedDict[Hashable, Warm] = OrderedDict()

    @property
    def bytes(self) -> int:
        """Memory that the runs hold."""
        return sum(warm.prefill.bytes for warm in self.runs.values())

    def find(self, identity: Hashable) -> Warm | None:
        """The run if it is still warm; it becomes the newest."""
        if identity in self.runs:
            self.runs.move_to_end(identity)
        return self.runs.get(identity)

    def keep(self, identity: Hashable, warm: Warm) -> None:
        """Add a run and let the oldest go until the budget holds; too large a run is not kept."""
        if warm.prefill.bytes > self.budget:
            return
        self.runs[identity] = warm
        while self.bytes > self.budget:
            self.runs.popitem(last=False)

    def clear(self) -> None:
        """Let all go."""
        self.runs.clear()
