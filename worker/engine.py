"""The engine: one loaded model, the runs that stay warm, and what becomes of errors."""

from __future__ import annotations

import io
from collections.abc import Callable

import torch
from PIL import Image

from contract.artifact import Provenance
from contract.errors import UnknownModel
from contract.job import Job
from contract.model_card import ModelCard
from contract.model_run import ModelRun
from contract.progress import Progress
from contract.settings import Settings
from worker.checks import check
from worker.load import Loaded, load
from worker.memory import memory
from worker.prefill import embed, read
from worker.prompt import encode
from worker.provenance import provenance
from worker.reference import Reference
from worker.reporting import Report
from worker.run import Run
from worker.vocabulary import Vocabulary
from worker.warmth import Warm, WarmRuns


class Engine:
    """Answers jobs about one model, one job at a time."""

    def __init__(self, loaded: Loaded, settings: Settings) -> None:
        """Use `Engine.load`, which also runs the checks."""
        self.loaded = loaded
        self.reference = Reference.of(loaded, settings)
        self.vocabulary = Vocabulary(loaded.processor.tokenizer)
        self.warm = WarmRuns(settings.cache_mb << 20)

    @classmethod
    def load(cls, settings: Settings) -> Engine:
        """The settings' model, checked; raises `ModelFailedItsChecks` or `OutOfMemory`."""
        with memory():
            loaded = load(settings)
            engine = cls(loaded, settings)
            check(loaded)
        return engine

    @property
    def card(self) -> ModelCard:
        """Which model this is."""
        return self.loaded.card

    @property
    def device(self) -> str:
        """Where it runs, in words."""
        device = self.loaded.device
        if device.type != "cuda":
            return str(device)
        return f"{device} ({torch.cuda.get_device_name(device)})"

    def open(self, job: Job, picture: bytes, on_progress: Callable[[Progress], None]) -> ModelRun:
        """The run of a job: read now, or still warm from an earlier job.

        `on_progress` may raise `Cancelled`, within one layer; nothing stays behind then.
        """
        if job.model != self.card.id:
            raise UnknownModel(
                f"This worker serves {self.card.name} {self.card.revision} ({self.card.dtype}), "
                f"not {job.model.name} {job.model.revision} ({job.model.dtype})."
            )
        report = Report(on_progress)
        identity = (job.image, job.prompt)
        warm = self.warm.find(identity)
        if warm is None:
            with memory():
                warm = self.read(picture, job.prompt, report)
            self.warm.keep(identity, warm)
        return Run(self.loaded.parts, self.vocabulary, self.reference, warm, report)

    def read(self, picture: bytes, prompt: str, report: Report) -> Warm:
        """Put picture and prompt through the tower and the decoder."""
        tell = report.part(0.3)
        tell("reading the picture", 0.0)
        loaded, parts = self.loaded, self.loaded.parts
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        encoded = encode(image, prompt, loaded.processor, loaded.family, parts.model.config)
        with torch.inference_mode():
            embeddings = embed(parts, encoded)

        def tick(layer: int) -> None:
            stage = f"reading the prompt, layer {layer + 1} of {parts.depth}"
            tell(stage, 0.3 + 0.7 * layer / parts.depth)

        return Warm(encoded, read(parts, embeddings, (), tick))

    def provenance(self, run: ModelRun, seconds: float) -> Provenance:
        """Where an artifact of `run` comes from."""
        return provenance(self.loaded, self.device, run, seconds)
