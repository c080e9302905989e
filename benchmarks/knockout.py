"""How much faster is a sliding-window knockout than reading everything again for each window?

    python -m benchmarks.knockout [MODEL FOLDER] [--picture FILE] [--rounds 3] [--width 9]

Ours begins at the first target and the window's first block, in batches; the peer reads the whole
prompt for each window from embeddings that are already there, without the tower. Counted as in
`benchmarks.ablation`; some windows stand for all where everything is read again.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

from benchmarks.ablation import Bench, Variant, idle, middle, seconds
from contract.interventions import BlockAttention
from contract.settings import Settings
from worker.load import load
from worker.prefill import read
from worker.scoring import judged

FEW = 4  # windows that stand for all


def again(bench: Bench, variants: Sequence[Variant]) -> list[float]:
    """Full recomputation, a variant at a time."""
    ids = torch.tensor(bench.target.ids)
    embeddings = bench.warm.prefill.embeddings
    values = []
    for variant in variants:
        states = read(bench.parts, embeddings, variant, idle).hidden[-1, -1:]
        values.append(float(judged(bench.parts, states, ids)[0][0]))
    return values


def edges(bench: Bench) -> dict[str, tuple[list[int], list[int]]]:
    """Sources and targets by name."""
    grid = bench.warm.encoded.geometry.grids[0]
    image, last = grid.positions, bench.warm.prefill.length - 1
    thing = [image[p] for p in middle(grid.rows, grid.cols)]
    row = image[-grid.cols :]
    return {
        "image to last": (image, [last]),
        "object to last": (thing, [last]),
        "object to last row": (thing, row),
        "the rest to last row": (image[: -grid.cols], row),
    }


def sliding(sources: list[int], targets: list[int], depth: int, width: int) -> list[Variant]:
    """The edges blocked in every window of `width` blocks."""
    windows = [tuple(range(first, first + width)) for first in range(depth - width + 1)]
    return [[BlockAttention(tuple(sources), tuple(targets), window)] for window in windows]


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default=".data/models/demo")
    parser.add_argument("--picture", help="otherwise noise")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--width", type=int, default=9)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    picture = Image.open(asked.picture).convert("RGB") if asked.picture else Image.fromarray(noise)
    with torch.inference_mode():
        bench = Bench(load(Settings(model=asked.model)), picture)
        for name, (sources, targets) in edges(bench).items():
            variants = sliding(sources, targets, bench.parts.depth, asked.width)
            some = np.linspace(0, len(variants) - 1, FEW).round().astype(int).tolist()
            few = [variants[i] for i in some]
            mine, full, needed = [], [], 0
            for _ in range(asked.rounds):
                taken, needed = seconds(lambda variants=variants: bench.together(variants))
                mine.append(taken)
                full.append(seconds(lambda few=few: again(bench, few))[0] * len(variants) / FEW)
            found = np.array(bench.together(variants))[some]
            apart = float(np.abs(found - again(bench, few)).max())
            ratio = statistics.median(f / m for f, m in zip(full, mine, strict=True))
            print(f"{name}: {len(variants)} windows {statistics.median(mine):.2f} s, read again "
                  f"{statistics.median(full):.2f} s: {ratio:.1f} x   (at least 1.7); extra "
                  f"{needed >> 20} MiB; scores differ by at most {apart:.1e}")  # fmt: skip


if __name__ == "__main__":
    main()
