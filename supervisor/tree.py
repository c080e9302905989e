"""All children together: started in order, kept alive, stopped in the opposite order."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from supervisor.child import Child
from supervisor.running import Running

LOOK_S = 0.1


class Tree:
    """Children that wait for each other by name."""

    def __init__(self, children: Sequence[Child], logs: Path) -> None:
        """`logs` is the folder of their log files."""
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.running = {child.name: Running(child, logs) for child in children}

    def tend(self) -> None:
        """Start who may start, revive who has died."""
        now = time.monotonic()
        for one in self.running.values():
            if one.process or all(self.running[name].is_ready for name in one.child.after):
                one.tend(now)

    def tend_until(self, stop: Callable[[float], bool]) -> None:
        """Look after everybody until `stop`, which waits for the seconds given, is true."""
        while not stop(LOOK_S):
            self.tend()

    def stop(self) -> None:
        """Stop everybody: those that nobody needs first, all of them at once, then the next."""
        left = dict(self.running)
        while left:
            needed = {name for one in left.values() for name in one.child.after}
            round_ = [left.pop(name) for name in list(left) if name not in needed]
            asked_at = time.monotonic()
            for one in round_:
                one.ask_to_stop()
            for one in round_:
                one.wait_or_kill(asked_at)

    def kill(self) -> None:
        """End everybody now."""
        for one in self.running.values():
            one.over = True
            one.kill_group()
