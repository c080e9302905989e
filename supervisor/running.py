"""One child over its lives: started, found dead, started again after a while, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from supervisor import leash
from supervisor.child import Child
from supervisor.output import follow, say

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
HEALTHY_S = 30.0
"""Whoever lived this long starts with the shortest wait again."""


def wait_after(deaths: int) -> float:
    """Seconds before the next life, after so many deaths in a row: doubling."""
    return min(FIRST_WAIT_S * 2.0 ** (deaths - 1), LONGEST_WAIT_S)


class Running:
    """A child's process, if it lives, and when it may live again."""

    def __init__(self, child: Child, logs: Path) -> None:
        self.child = child
        self.logs = logs
        self.process: subprocess.Popen[bytes] | None = None
        self.last: deque[str] = deque()
        self.deaths = 0
        self.born_at = 0.0
        self.start_at = 0.0
        self.over = False
        self.was_ready = False

    def tend(self, now: float) -> None:
        """Start it if it is time, notice it if it has died. Call from the main thread only.

        (The kernel's leash is held by the thread that starts a process.)
        """
        if self.over:
            return
        if self.process is None:
            if now >= self.start_at:
                self.start(now)
        elif (status := self.process.poll()) is not None:
            self.bury(status, now)

    def start(self, now: float) -> None:
        """Start the process, in a group of its own so that Ctrl-C reaches the supervisor only."""
        command = leash.command(self.child.command)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.child.environment},
            start_new_session=True,
        )
        if self.process.stdout is not None:
            self.last = follow(self.child, self.process.stdout, self.logs)
        self.born_at = now

    def bury(self, status: int, now: float) -> None:
        """Note the death, and when to try again."""
        self.kill_group()
        self.process, self.was_ready = None, False
        self.over = self.child.is_over(status)
        if self.over:
            return
        self.deaths = 1 if now - self.born_at > HEALTHY_S else self.deaths + 1
        wait = wait_after(self.deaths)
        self.start_at = now + wait
        self.child.mend(list(self.last))
        say("up", f"{self.child.name} ended ({described(status)}); again in {wait:g} s")

    @property
    def is_ready(self) -> bool:
        """Whether those that come after it may start."""
        if not (self.over or self.was_ready):
            self.was_ready = self.process is not None and self.child.others_may_start()
        return self.over or self.was_ready

    def ask_to_stop(self) -> None:
        """Send SIGTERM, and do not start it again."""
        self.over = True
        if self.process is not None:
            self.process.terminate()

    def wait_or_kill(self, asked_at: float) -> None:
        """Return when it has ended; kill it when its patience is over."""
        if self.process is None:
            return
        left = asked_at + self.child.patience_s - time.monotonic()
        try:
            self.process.wait(max(left, 0.01))
        except subprocess.TimeoutExpired:
            say("up", f"{self.child.name} did not stop in {self.child.patience_s:g} s: killed")
        self.kill_group()
        self.process.wait()
        self.process = None

    def kill_group(self) -> None:
        """Leave nobody behind whom the process has started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def described(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"exit status {status}"
    return f"killed by {signal.Signals(-status).name}"
