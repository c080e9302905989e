"""One map over the patches as a still picture, on the scale that its numbers call for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from contract.figure import Heatmap

Scale = Literal["sequential", "diverging"]


def still(
    values: Sequence[float], shape: tuple[int, int], title: str, unit: str, scale: Scale
) -> Heatmap:
    """`values` of every patch as (rows, cols).

    A sequential scale runs from 0 to the largest value, a diverging one equally far to both
    sides of 0; a map of nothing but 0 keeps its 0 where it belongs.
    """
    table = np.asarray(values, dtype=np.float64).reshape(shape)
    high = float(np.abs(table).max()) or 1.0
    return Heatmap(
        values=table.tolist(),
        title=title,
        unit=unit,
        low=-high if scale == "diverging" else 0.0,
        high=high,
        scale=scale,
    )
