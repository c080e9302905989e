"""Changes to the model as values. Only `worker/hooks.py` turns them into hooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ReplaceTokens:
    """Put other vectors in place of projected image embeddings, at prefill.

    `positions`: sequence positions, n of them. `vectors`: (n, width) or (width,) for all.
    """

    positions: tuple[int, ...]
    vectors: Floats


@dataclass(frozen=True)
class BlockAttention:
    """Forbid `targets` to attend to `sources` in every head of `layers`.

    Positions are sequence positions; layers count decoder blocks from 0 to L - 1. With
    `decode` every generated token counts as a target too.
    """

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    layers: tuple[int, ...]
    decode: bool = False


@dataclass(frozen=True, eq=False)
class EditHidden:
    """Set or shift the residual stream after block `layer` (0 is the embeddings).

    `vectors`: (n, width) or (width,) for all `positions`.
    """

    layer: int
    positions: tuple[int, ...]
    vectors: Floats
    how: Literal["set", "add"] = "set"


Intervention = ReplaceTokens | BlockAttention | EditHidden
