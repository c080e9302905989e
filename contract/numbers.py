"""Numbers on their way into JSON: short enough to send, exact enough to read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 4


def rounded(values: NDArray[Any], digits: int = DIGITS) -> list[Any]:
    """`values` as nested lists with `digits` significant digits (relative error <= 0.05 %).

    Below 1e-18, where powers of ten are no exact floats any more, some print all their digits.
    """
    exact = np.asarray(values, dtype=np.float64)
    size = np.floor(np.log10(np.abs(exact), where=exact != 0, out=np.zeros_like(exact)))
    step = np.power(10.0, size - digits + 1)
    # Dividing by a whole power of ten keeps the shortest decimal; multiplying by 1e-7 does not.
    inverse = np.power(10.0, np.clip(digits - 1 - size, 0, 300))
    nested: list[Any] = np.where(
        size < digits - 1, np.rint(exact * inverse) / inverse, np.rint(exact / step) * step
    ).tolist()
    return nested


def integers(values: NDArray[Any]) -> list[Any]:
    """`values` as nested lists of whole numbers."""
    nested: list[Any] = np.asarray(values).tolist()
    return nested
