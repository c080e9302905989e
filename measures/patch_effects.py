"""What each patch is worth: the target without it, one patch after the other."""

from __future__ import annotations

from dataclasses import dataclass

from contract.interventions import Floats, Intervention
from contract.model_run import ModelRun, Target
from measures.replacements import Replacement, removals
from measures.subsets import grown


@dataclass(frozen=True, eq=False)
class PatchEffects:
    """`log_probabilities`: (1 + patches,), as it is and then without each patch."""

    log_probabilities: Floats

    @property
    def drops(self) -> Floats:
        """What the target loses without each patch, (patches,), in nats; above 0: it was needed."""
        lost: Floats = self.log_probabilities[0] - self.log_probabilities[1:]
        return lost


def patch_effects(
    run: ModelRun, target: Target, kind: Replacement = "mean", buffer: int = 0, seed: int = 0
) -> PatchEffects:
    """Remove each patch of the primary grid, with `buffer` rings of neighbours, and put it back.

    All variants go to the model in one call, so that it can batch them.
    """
    grid = run.geometry.grids[0]
    sets = [grown([p], grid.rows, grid.cols, buffer) for p in range(grid.rows * grid.cols)]
    variants: list[list[Intervention]] = [[]]
    variants += [[each] for each in removals(run, sets, kind, seed)]
    return PatchEffects(run.scores(variants, target).log_probabilities)
