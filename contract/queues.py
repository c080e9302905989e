"""Names that web servers and workers share about RQ's queues."""

from __future__ import annotations

import hashlib
from typing import Literal

from contract.analysis import ITEM
from contract.job import ModelName

Lane = Literal["interactive", "batch"]

TASK = "worker.tasks.answer_job"
"""The only function a worker runs; it takes a `Job` as JSON text."""


def queue_name(model: ModelName, lane: Lane) -> str:
    """The queue of one model's jobs: every worker that serves exactly these weights reads it."""
    identity = f"{model.name}\n{model.revision}\n{model.dtype}".encode()
    return f"{lane}-{hashlib.sha256(identity).hexdigest()[:16]}"


def lane_of(analysis: str) -> Lane:
    """Where questions of this analysis wait: a study's items behind everything interactive."""
    return "batch" if analysis.endswith(ITEM) else "interactive"
