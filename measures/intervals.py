"""How sure a number is: a p-value from random draws, intervals of shares and means."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

Interval = tuple[float, float]

NORMAL_975 = 1.959964  # 95 % of a normal distribution lie within so many standard deviations
RESAMPLES = 2000


def p_value(observed: float, draws: Sequence[float]) -> float:
    """(1 + draws that are as low or lower) / (1 + draws): small if `observed` is unusually low.

    The permutation p-value of Phipson and Smyth 2010; it is never 0.
    """
    return (1 + sum(draw <= observed for draw in draws)) / (1 + len(draws))


def wilson(successes: int, total: int) -> Interval:
    """The 95 % score interval of a share (Wilson 1927); 0 to 1 where nothing was tried."""
    if total == 0:
        return 0.0, 1.0
    share, z = successes / total, NORMAL_975
    centre = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def bootstrap_mean(values: Sequence[float], seed: int = 0) -> Interval:
    """The 95 % percentile interval of a mean over seeded resamples; `values` is not empty."""
    table = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(len(table), size=(RESAMPLES, len(table)))
    low, high = np.quantile(table[picks].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
