"""The one task of a worker: answer a question and store the artifact."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import orjson
from pydantic import BaseModel
from rq.timeouts import JobTimeoutException

from contract.analysis import Analysis, find_analysis
from contract.artifact import Provenance
from contract.channel import Channel
from contract.errors import (
    Cancelled,
    OutOfMemory,
    PatchLensError,
    PictureGone,
    TookTooLong,
    UnknownAnalysis,
    UnknownModel,
)
from contract.job import Job
from contract.model_card import ModelCard
from contract.model_run import ModelRun
from contract.progress import Progress
from contract.store import Store, artifact_name, image_name, provenance_name
from worker.bulletin import Bulletin

log = logging.getLogger(__name__)

OnProgress = Callable[[Progress], None]
Outcome = dict[str, object]
"""{"status": "done"}, {"status": "failed", "problem": ...} or {"status": "cancelled"}."""


class Engine(Protocol):
    """The model that this process keeps warm."""

    @property
    def card(self) -> ModelCard:
        """Which model it is."""

    @property
    def device(self) -> str:
        """Where it runs, in words."""

    def open(self, job: Job, picture: bytes, on_progress: OnProgress) -> ModelRun:
        """The job's picture and prompt inside the model."""

    def provenance(self, run: ModelRun, seconds: float) -> Provenance:
        """Where an answer of this run comes from."""


@dataclass(frozen=True)
class Service:
    """What answering takes: the model, the files, the wire."""

    engine: Engine
    store: Store
    channel: Channel


_services: list[Service] = []


def serve(service: Service) -> None:
    """Let this process answer with `service`; RQ calls `answer_job` by its name, without it."""
    _services[:] = [service]


def answer_job(text: str) -> Outcome:
    """Answer the `Job` in `text`. Expected failures are values; anything else is raised."""
    (service,) = _services
    job = Job.model_validate_json(text)
    bulletin = Bulletin(service.channel, job.key)
    bulletin.tell("started")
    try:
        bulletin.stop_if_cancelled()
        if not service.store.exists(artifact_name(job.key)):
            answer(service, job, bulletin)
        return {"status": "done"}
    except Cancelled:
        return {"status": "cancelled"}
    except PatchLensError as error:
        return failed(error)
    except JobTimeoutException as error:
        return failed(TookTooLong(str(error)))
    except MemoryError:
        return failed(OutOfMemory(f"{job.analysis} did not fit into memory."))
    except Exception:
        log.exception("A fault while answering %s (%s)", job.key, job.analysis)
        raise


def failed(error: PatchLensError) -> Outcome:
    """An expected failure as a value."""
    return {"status": "failed", "problem": error.problem().model_dump(mode="json")}


def answer(service: Service, job: Job, bulletin: Bulletin) -> None:
    """Compute the artifact and store it, its provenance first."""
    analysis = analysis_of(service, job)
    spec = analysis.parse(job.params)
    picture = read_picture(service.store, job)
    start = time.perf_counter()
    run = service.engine.open(job, picture, bulletin)
    artifact = analysis.compute(run, spec)
    provenance = service.engine.provenance(run, time.perf_counter() - start)
    bulletin(Progress(stage="storing the answer", fraction=1.0))
    service.store.write(provenance_name(job.key), orjson.dumps(provenance.model_dump(mode="json")))
    service.store.write(artifact_name(job.key), packed(artifact))
    log.info("Answered %s (%s) in %.2f s", job.key, job.analysis, provenance.seconds)


def analysis_of(service: Service, job: Job) -> Analysis:
    """The analysis that is asked for; refuses questions for other models or other releases."""
    if job.model != service.engine.card.id:
        raise UnknownModel(f"This worker serves {service.engine.card.name!r}, not {job.model!r}.")
    analysis = find_analysis(job.analysis)
    if analysis.version != job.version:
        raise UnknownAnalysis(
            f"This worker knows {job.analysis} version {analysis.version}, not {job.version}.",
            hint="Let the worker and the web server be of the same release.",
        )
    return analysis


def read_picture(store: Store, job: Job) -> bytes:
    """The stored picture's bytes; raises `PictureGone`."""
    try:
        return store.read(image_name(job.image))
    except FileNotFoundError:
        raise PictureGone(f"No picture {job.image[:12]!r} is stored.") from None


def packed(artifact: BaseModel) -> bytes:
    """The artifact as gzipped JSON: the same bytes for the same artifact."""
    return gzip.compress(orjson.dumps(artifact.model_dump(mode="json")), 6, mtime=0)
