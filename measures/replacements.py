"""What stands in for a removed patch, and the removal as a value for the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from contract.interventions import Floats, ReplaceTokens
from contract.model_run import ModelRun
from measures.subsets import Patches, complement

Replacement = Literal["mean", "zero", "noise", "neighbours"]


def removals(
    run: ModelRun, sets: Sequence[Sequence[int]], kind: Replacement = "mean", seed: int = 0
) -> list[ReplaceTokens]:
    """One removal for each set of patches; the embeddings are read once."""
    grid = run.geometry.grids[0]
    embeddings, reference = run.image_embeddings(), run.reference_embedding()
    return [
        ReplaceTokens(
            positions=tuple(grid.positions[patch] for patch in patches),
            vectors=replacement(kind, embeddings, reference, patches, grid.rows, grid.cols, seed),
        )
        for patches in sets
    ]


def replacement(
    kind: Replacement,
    embeddings: Floats,
    reference: Floats,
    patches: Sequence[int],
    rows: int,
    cols: int,
    seed: int = 0,
) -> Floats:
    """Vectors (n, width) for `patches` of a picture with `embeddings` (patches, width).

    mean: the `reference` (width,), a picture's mean token. zero: zeros. noise: normal noise with
    the mean and variance of this picture's embeddings, dimension by dimension. neighbours: the
    mean of the nearest patches that stay. Mean and zero share one row of memory.
    """
    if kind == "noise":
        return noise(embeddings, patches, seed)
    if kind == "neighbours":
        return neighbours(embeddings, reference, patches, rows, cols)
    row = reference if kind == "mean" else np.zeros_like(reference)
    return np.broadcast_to(row, (len(patches), embeddings.shape[1]))


def noise(embeddings: Floats, patches: Sequence[int], seed: int) -> Floats:
    """The same seed gives a patch the same noise, whatever is removed with it."""
    mean, deviation = embeddings.mean(axis=0), embeddings.std(axis=0)
    draws = [
        np.random.default_rng((seed, patch)).standard_normal(len(mean), dtype=np.float32)
        for patch in patches
    ]
    if not draws:
        return embeddings[:0]
    mixed: Floats = np.stack(draws) * deviation + mean
    return mixed


def neighbours(
    embeddings: Floats, reference: Floats, patches: Sequence[int], rows: int, cols: int
) -> Floats:
    """Each patch as the mean of the patches that stay and are fewest king's moves away.

    Where no patch stays, the `reference`.
    """
    stay = complement(patches, rows * cols)
    if not stay or not len(patches):
        return np.broadcast_to(reference, (len(patches), len(reference)))
    distance = kings_moves(patches, stay, cols)
    nearest = distance == distance.min(axis=1, keepdims=True)
    share = nearest / nearest.sum(axis=1, keepdims=True)
    mixed: Floats = share.astype(np.float32) @ embeddings[list(stay)]
    return mixed


def kings_moves(some: Sequence[int], others: Patches, cols: int) -> np.ndarray:
    """How many steps to an 8-neighbour lead from each of `some` to each of `others`."""
    here, there = np.array(some)[:, None], np.array(others)[None, :]
    down, right = abs(here // cols - there // cols), abs(here % cols - there % cols)
    moves: np.ndarray = np.maximum(down, right)
    return moves
