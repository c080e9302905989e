"""Takes jobs from several queues without a moment in which a job is nowhere.

RQ takes from one queue by `BLMOVE` (the job stays on an intermediate list until it has started)
but from several by `BLPOP`: a worker killed in that moment takes the job with it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from redis import Redis
from rq import Queue
from rq.exceptions import DequeueTimeout

LOOK_S = 1
"""While it waits at the first queue, a worker looks at the others this often."""

LOCK_S = 30
"""A worker that dies while it cleans up keeps the others from doing so for this long (RQ: 899)."""


class LaneQueue(Queue):
    """Queues read in order of preference, each job moved and never just taken."""

    @classmethod
    def lpop(
        cls, queue_keys: Sequence[str], timeout: int | None, connection: Redis | None = None
    ) -> Any:
        """(queue key, job id) of the next job; raises `DequeueTimeout` after `timeout` seconds.

        None where there is no job and `timeout` is None.
        """
        if connection is None:
            raise ValueError("a connection is needed")
        end = time.monotonic() + (timeout or 0)
        while True:
            for key in queue_keys:
                found = cls.lmove(connection, key, None)
                if found is not None:
                    return found
            if timeout is None:
                return None
            try:
                return cls.lmove(connection, queue_keys[0], LOOK_S)
            except DequeueTimeout:
                if time.monotonic() >= end:
                    raise

    def acquire_maintenance_lock(self) -> bool:
        """Whether this worker may clean up the queue now."""
        return bool(self.connection.set(self.registry_cleaning_key, 1, nx=True, ex=LOCK_S))
