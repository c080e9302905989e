"""One Redis subscription per process, fanned out to every open event stream."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from pydantic import ValidationError
from redis import Redis
from redis.exceptions import RedisError

from contract.channel import EVENTS, RunEvent

log = structlog.get_logger()
WAITING = 32
RECONNECT_S = 1.0

Queue = asyncio.Queue[RunEvent]


class Hub:
    """Hands each event to whoever listens for its key. A slow listener loses the oldest ones."""

    def __init__(self, redis: Redis) -> None:
        """`redis` is only used by the listening thread, on a connection of its own."""
        self.redis = redis
        self.listeners: dict[str, set[Queue]] = defaultdict(set)
        self.stopping = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread: threading.Thread | None = None

    @property
    def open_streams(self) -> int:
        """How many listeners there are."""
        return len(set().union(*self.listeners.values())) if self.listeners else 0

    def start(self) -> None:
        """Listen from now on; call it inside the event loop that the listeners run in."""
        self.loop = asyncio.get_running_loop()
        self.thread = threading.Thread(target=self._listen, name="hub", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Stop listening; returns when the thread has ended."""
        self.stopping.set()
        if self.thread is not None:
            self.thread.join(timeout=5)

    @contextmanager
    def listen(self, *keys: str) -> Iterator[Queue]:
        """A queue of the events that carry one of `keys`, for the length of the block."""
        queue: Queue = asyncio.Queue(WAITING)
        for key in keys:
            self.listeners[key].add(queue)
        try:
            yield queue
        finally:
            for key in keys:
                self.listeners[key].discard(queue)
                if not self.listeners[key]:
                    del self.listeners[key]

    def _listen(self) -> None:
        while not self.stopping.is_set():
            try:
                self._subscribe()
            except (RedisError, OSError) as error:
                log.warning("hub.disconnected", error=type(error).__name__)
                self.stopping.wait(RECONNECT_S)

    def _subscribe(self) -> None:
        pubsub: Any = self.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        with pubsub:
            pubsub.subscribe(EVENTS)
            while not self.stopping.is_set():
                message = pubsub.get_message(timeout=0.5)
                if message is not None and self.loop is not None:
                    self.loop.call_soon_threadsafe(self._hand_out, message["data"])

    def _hand_out(self, data: bytes) -> None:
        try:
            event = RunEvent.model_validate_json(data)
        except ValidationError:
            log.warning("hub.unreadable_event")
            return
        for queue in self.listeners.get(event.key, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)
