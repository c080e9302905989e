"""The allow-list: whoever can write to Redis still cannot choose what a worker runs.

RQ's jobs name a function, callbacks and web addresses as text. Here only `contract.queues.TASK`
is ever resolved; a job that names anything else fails before anything of it is imported. The
web side fetches jobs by this class too: cleaning up a dead worker's job runs its callbacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rq.job import Job
from rq.utils import import_attribute

from contract.queues import TASK


class NotAllowed(Exception):
    """A job names something that this worker does not run."""


class SafeJob(Job):
    """A job that can do one thing: answer a question."""

    @property
    def func(self) -> Callable[[str], dict[str, object]]:
        """The one function; raises `NotAllowed` for any other, and for callbacks of any kind."""
        if self.func_name != TASK or self.instance is not None:
            raise NotAllowed(f"function {self.func_name!r}")
        extra = [self._success_callback_name, self._failure_callback_name]
        if any([*extra, self._stopped_callback_name, self.webhooks]):
            raise NotAllowed("callbacks and webhooks")
        task: Callable[[str], dict[str, object]] = import_attribute(TASK)
        return task

    @property
    def success_callback(self) -> None:
        """Never resolved."""

    @property
    def failure_callback(self) -> None:
        """Never resolved; a registry's clean-up would call it in whatever process does it."""

    @property
    def stopped_callback(self) -> None:
        """Never resolved."""

    def send_webhooks(self, status: Any, *, exc_string: str | None = None) -> None:
        """Never sent: a job must not choose addresses for the worker to visit."""
