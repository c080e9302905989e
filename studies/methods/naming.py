"""Does the model name the object, and does it need the picture for that?"""

from __future__ import annotations

from pydantic import BaseModel

from contract.interventions import ReplaceTokens
from contract.model_run import ModelRun
from measures.matching import says
from measures.replacements import noise
from studies.methods.questions import Asked


class Naming(BaseModel):
    """`after_noise`: whether it is named with noise for a picture; null where nobody asked."""

    before: bool
    after_noise: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether the object counts: named, and not from the question alone."""
        return self.before and not self.after_noise


def naming_of(run: ModelRun, asked: Asked, strict: bool, seed: int) -> Naming:
    """The description before, and, if `strict`, with every image token replaced by noise."""
    run.progress("describing the picture", 0.1)
    before = says(run.answer(max_tokens=asked.max_tokens).text, asked.word)
    if not (before and strict):
        return Naming(before=before)
    answer = run.answer(all_noise(run, seed), asked.max_tokens)
    return Naming(before=True, after_noise=says(answer.text, asked.word))


def all_noise(run: ModelRun, seed: int) -> list[ReplaceTokens]:
    """Noise for every patch of every grid, with the mean and variance of the picture's own."""
    embeddings = run.image_embeddings()
    return [
        ReplaceTokens(
            tuple(grid.positions), noise(embeddings, range(len(grid.positions)), seed + n)
        )
        for n, grid in enumerate(run.geometry.grids)
    ]
