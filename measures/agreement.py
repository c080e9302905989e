"""Do two maps order the patches alike?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def rank_correlation(some: ArrayLike, others: ArrayLike) -> float | None:
    """Spearman's rank correlation, -1 to 1, equal values sharing their mean rank.

    None where one side is the same everywhere: it orders nothing.
    """
    a, b = ranks(some), ranks(others)
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / scale, -1, 1)) if scale > 0 else None


def rank_correlations(maps: Sequence[ArrayLike]) -> list[list[float | None]]:
    """Every map's rank correlation with every map, itself among them."""
    return [[rank_correlation(a, b) for b in maps] for a in maps]


def ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Ranks from 1 (smallest); equal values share the mean of the ranks that they fill."""
    _, place, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    shared: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return shared
