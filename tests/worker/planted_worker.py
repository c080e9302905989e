"""A worker process whose model does what the prompt says; times are short enough for tests.

python -m tests.worker.planted_worker
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from contract.artifact import Answer, Provenance
from contract.errors import ModelFailedItsChecks, PromptRefused, StorageFull
from contract.job import Job
from contract.model_run import ModelRun
from contract.progress import Progress
from contract.settings import Settings
from tests.planted import CARD, PlantedRun, planted_provenance
from worker.serving import run_worker
from worker.tasks import OnProgress
from worker.warm import Pace

PACE = Pace(lease_s=2, beat_s=0.4, worker_ttl_s=16, maintenance_s=1, grace_s=0.5)
ANSWER = Answer(text="A dog", tokens=[])


class ReportingRun(PlantedRun):
    """The planted truth, with progress that reaches the worker."""

    def __init__(self, on_progress: OnProgress) -> None:
        super().__init__()
        self.on_progress = on_progress

    def progress(self, stage: str, fraction: float, answer: Answer | None = None) -> None:
        self.on_progress(Progress(stage=stage, fraction=fraction, answer=answer))


class PlantedEngine:
    """Obeys prompts such as "sleep 2", "die" and "hang"."""

    card = CARD
    device = "cpu"

    def open(self, job: Job, picture: bytes, on_progress: OnProgress) -> ModelRun:
        verb, _, rest = job.prompt.partition(" ")
        obey(verb, rest, on_progress)
        return ReportingRun(on_progress)

    def provenance(self, run: ModelRun, seconds: float) -> Provenance:
        return planted_provenance(run, seconds)


def obey(verb: str, rest: str, on_progress: OnProgress) -> None:
    """Do what the prompt says."""
    match verb:
        case "sleep":
            steps = int(float(rest.split()[0]) * 100)
            for step in range(steps):
                time.sleep(0.01)
                answer = ANSWER if step > steps / 2 else None
                on_progress(Progress(stage="Sleeping", fraction=step / steps, answer=answer))
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "die-once" if not Path(rest).exists():
            Path(rest).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            hang()
        case "fault":
            raise RuntimeError("secret of the stack")
        case "refuse":
            raise PromptRefused("no")
        case "full":
            raise StorageFull("no room")
        case "eat":
            raise MemoryError


def hang() -> None:
    """Sleep in native code, where no Python signal handler runs, through every alarm."""
    library = ctypes.CDLL(None)
    end = time.monotonic() + 60
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    while time.monotonic() < end:
        library.sleep(60)


def load(settings: Settings) -> PlantedEngine:
    """The planted model, or a refusal for a test."""
    if settings.model == "refused":
        raise ModelFailedItsChecks("lens at layer L differs")
    return PlantedEngine()


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    chosen = Settings()
    sys.exit(run_worker(chosen, load, replace(PACE, longest_run_s=chosen.run_timeout_s)))
