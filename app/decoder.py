"""Decode uploads in separate processes: a crash, a hang or a bomb harms nothing but its upload."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
from collections.abc import AsyncIterator
from concurrent.futures import TimeoutError as DecodeTimeout
from contextlib import asynccontextmanager
from typing import Any

from pebble import ProcessExpired, ProcessPool

from app.decoding import Decoded, Limits, Refusal, decode
from app.problems import BrokenPicture, NotAPicture, TooMany, UploadTooLarge
from contract.errors import PatchLensError

AT_ONCE = 2
IN_MEMORY = 4
MOST_WAITING = 200
MEMORY_BYTES = 1200 * 2**20
TIMEOUT_S = 10

PROBLEMS: dict[str, type[PatchLensError]] = {
    "not a picture": NotAPicture,
    "broken": BrokenPicture,
    "too large": UploadTooLarge,
}


def confine() -> None:
    """In the decoding process: limited memory, no core dumps, no files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


class Decoder:
    """At most two pictures at a time, ten seconds each; a process ends after 200 pictures."""

    def __init__(self, limits: Limits) -> None:
        """Processes start with the first picture, or with `warm`."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["app.decoding"])
        self.limits = limits
        self.waiting = 0
        self.places = asyncio.Semaphore(IN_MEMORY)
        self.pool: Any = ProcessPool(
            max_workers=AT_ONCE, max_tasks=200, initializer=confine, context=context
        )

    def warm(self) -> None:
        """Start the processes now, so that the first upload does not wait for them."""
        for _ in range(AT_ONCE):
            self.pool.schedule(decode, args=(b"", self.limits), timeout=TIMEOUT_S)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one of four places in memory; raises `TooMany` when 200 wait already."""
        if self.waiting >= MOST_WAITING:
            raise TooMany(f"{self.waiting} uploads are waiting to be decoded.")
        self.waiting += 1
        try:
            async with self.places:
                yield
        finally:
            self.waiting -= 1

    async def decode(self, content: bytes) -> Decoded:
        """The picture; raises `NotAPicture`, `BrokenPicture` or `UploadTooLarge`."""
        future = self.pool.schedule(decode, args=(content, self.limits), timeout=TIMEOUT_S)
        try:
            answer: Decoded | Refusal = await asyncio.wrap_future(future)
        except (DecodeTimeout, TimeoutError):
            raise BrokenPicture(f"Decoding it took more than {TIMEOUT_S} seconds.") from None
        except ProcessExpired:
            raise BrokenPicture("The decoder broke down on it.") from None
        if isinstance(answer, Refusal):
            raise PROBLEMS[answer.kind](answer.detail)
        return answer

    def close(self) -> None:
        """End the processes; what they were at is lost."""
        self.pool.stop()
        self.pool.join()
