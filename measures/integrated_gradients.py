"""How much of a target's log-probability each patch brings in: integrated gradients.

Sundararajan et al. 2017 (arXiv 1703.01365), from a picture that shows nothing to this one. Summed
over patches it is what the target gained on the way (completeness), but for the steps' coarseness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from contract.interventions import Floats
from contract.model_run import ModelRun, Target

Baseline = Literal["mean", "zero"]

STEPS = 50  # as in the paper
CHUNK = 5  # points on the path that are handed to the model together
LEAST = 1e-6  # nats; keeps the gap of a difference of nothing finite


@dataclass(frozen=True, eq=False)
class Attribution:
    """Integrated gradients of one target.

    `values`: (patches,) signed, in nats. `magnitude`: (patches,) the sum over dimensions of
    |mean gradient x (x - baseline)|, by which the paper ranks. `total`: the sum of `values`;
    `difference`: the target's log-probability at the picture minus at the baseline; `gap`:
    |total - difference| as a share of |difference|.
    """

    values: Floats
    magnitude: Floats
    total: float
    difference: float
    gap: float


def integrated_gradients(
    run: ModelRun,
    target: Target,
    steps: int = STEPS,
    baseline: Baseline = "mean",
    span: tuple[float, float] = (0.1, 0.9),
) -> Attribution:
    """The mean gradient at the middles of `steps` equal steps x (embeddings - baseline).

    Progress is told from the first to the second fraction of `span`.
    """
    end = run.image_embeddings()
    start = np.zeros_like(end)
    if baseline == "mean":
        start += run.reference_embedding()
    ends = run.gradient(target, np.stack([start, end])).values.astype(np.float64)
    terms = mean_gradient(run, target, start, end, steps, span) * (end - start)
    total, difference = float(terms.sum()), float(ends[1] - ends[0])
    return Attribution(
        values=terms.sum(axis=1).astype(np.float32),
        magnitude=np.abs(terms).sum(axis=1).astype(np.float32),
        total=total,
        difference=difference,
        gap=abs(total - difference) / max(abs(difference), LEAST),
    )


def mean_gradient(
    run: ModelRun,
    target: Target,
    start: Floats,
    end: Floats,
    steps: int,
    span: tuple[float, float],
) -> np.ndarray:
    """The target's mean gradient (patches, width) on the straight way from `start` to `end`."""
    middles = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
    total = np.zeros(end.shape)
    for first in range(0, steps, CHUNK):
        shares = middles[first : first + CHUNK, None, None]
        fraction = span[0] + (span[1] - span[0]) * first / steps
        run.progress(f"gradients, step {first + 1} of {steps}", fraction)
        total += run.gradient(target, start + shares * (end - start)).slopes.sum(
            axis=0, dtype=np.float64
        )
    return total / steps
