"""Gradient x input: what each patch brings in if the model were linear around this picture."""

from __future__ import annotations

import numpy as np

from contract.interventions import Floats
from contract.model_run import ModelRun, Target


def gradient_times_input(run: ModelRun, target: Target) -> tuple[Floats, Floats]:
    """Sum over dimensions of gradient x embedding, signed and of its absolute terms: (patches,)."""
    embeddings = run.image_embeddings()
    terms = run.gradient(target, embeddings[None]).slopes[0] * embeddings
    return terms.sum(axis=1), np.abs(terms).sum(axis=1)
