"""What this worker says about itself, and that it can do without Redis for a while."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from redis.exceptions import RedisError

from contract.channel import Channel
from contract.model_card import WorkerCard

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""After a failure Redis is left alone for this long, so that a run is not slowed down by it."""


class Quiet:
    """Calls that may fail because Redis is away: tried, and dropped when it is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.resume_at = 0.0

    def try_to(self, call: Callable[[], object]) -> object:
        """What `call` returns, or None where Redis is away or was a moment ago."""
        if self.clock() < self.resume_at:
            return None
        try:
            return call()
        except (RedisError, OSError) as error:
            log.warning("Redis is away: %s", error)
            self.resume_at = self.clock() + PAUSE_S
            return None


def worker_name() -> str:
    """A name that no other living worker has."""
    return f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"


class Presence:
    """The worker's card, said at each change and again at each heartbeat."""

    def __init__(self, channel: Channel, card: WorkerCard) -> None:
        self.channel = channel
        self.card = card
        self.quiet = Quiet()
        self.lock = threading.Lock()

    def say(self) -> None:
        """Announce the card; nothing happens while Redis is away."""
        with self.lock:
            self.quiet.try_to(lambda: self.channel.announce(self.card))

    def change(self, **fields: object) -> None:
        """Change fields of the card and announce it at once."""
        self.card = self.card.model_copy(update=fields)
        self.say()

    def leave(self) -> None:
        """Say that this worker has gone."""
        with suppress(RedisError, OSError):
            self.channel.dismiss(self.card.id)
