"""A thread that says again and again that this process lives, whatever the model is doing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

Beat = Callable[[], None]


class Pulse:
    """Functions that are called every `period_s` seconds; one that fails does not stop the rest."""

    def __init__(self, period_s: float) -> None:
        self.period_s = period_s
        self.beats: list[Beat] = []

    def add(self, beat: Beat) -> None:
        """Call `beat` from the next time on."""
        self.beats.append(beat)

    def once(self) -> None:
        """Call each function once."""
        for beat in list(self.beats):
            try:
                beat()
            except Exception as error:
                log.warning("Heartbeat failed: %r", error)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Beat for the length of the block."""
        stop = threading.Event()

        def run() -> None:
            while not stop.wait(self.period_s):
                self.once()

        thread = threading.Thread(target=run, name="pulse", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=1)
