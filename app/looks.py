"""Where runs stand, asked once for everybody who follows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from app.schemas import Run

FRESH_S = 0.25


class Looks:
    """Hundreds of streams of the same run share one question to database, queue and store."""

    def __init__(self, look: Callable[[str], Run]) -> None:
        """`look` is the blocking question; it raises for a run that is not there."""
        self.ask = look
        self.asking: dict[str, asyncio.Task[Run]] = {}
        self.known: dict[str, tuple[float, Run]] = {}

    async def at(self, run: str, fresh_s: float = FRESH_S) -> Run:
        """The run as it stood at most `fresh_s` seconds ago."""
        now = asyncio.get_running_loop().time()
        self.known = {key: old for key, old in self.known.items() if now - old[0] < FRESH_S}
        if run in self.known and now - self.known[run][0] < fresh_s:
            return self.known[run][1]
        if run not in self.asking:
            task = asyncio.create_task(self._ask(run))
            task.add_done_callback(lambda _: self.asking.pop(run, None))
            self.asking[run] = task
        return await asyncio.shield(self.asking[run])

    async def _ask(self, run: str) -> Run:
        found = await run_in_threadpool(self.ask, run)
        self.known[run] = (asyncio.get_running_loop().time(), found)
        return found
