"""What is started: a command with a name, what it needs first, how long it may take to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


def always() -> bool:
    """Ready as soon as it was started."""
    return True


def anything(line: str) -> bool:
    """Every line of output is worth showing."""
    return True


def nothing(lines: Sequence[str]) -> None:
    """There is nothing to mend."""


@dataclass(frozen=True)
class Child:
    """A process that is kept alive.

    `environment` is added to the supervisor's own. It starts once everything in `after` is
    ready, and others that come after it wait for `is_ready`. `mend` sees its last lines of
    output when it has died, before it is started again. Lines that are not `worth_showing`
    stay in the log file.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    is_ready: Callable[[], bool] = always
    mend: Callable[[Sequence[str]], None] = nothing
    worth_showing: Callable[[str], bool] = anything
    patience_s: float = 5.0

    def is_over(self, status: int) -> bool:
        """Whether exit status `status` means that it need not be started again."""
        return False

    def others_may_start(self) -> bool:
        """Whether, while it runs, those that come after it may start."""
        return self.is_ready()


@dataclass(frozen=True)
class Step(Child):
    """A process that has to succeed once before others start."""

    def is_over(self, status: int) -> bool:
        """Success is the end."""
        return status == 0

    def others_may_start(self) -> bool:
        """Not before it is over."""
        return False
