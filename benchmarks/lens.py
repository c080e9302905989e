"""How fast is the lens at all layers and patches, and how much memory does it take?

    python -m benchmarks.lens [MODEL FOLDER] [--rounds 5]

Three ways take turns in one process: ours (a forward pass and `worker.lens`); the floor (the same
forward pass, one bare product of all states with the unembedding, one plain top-k); the plain way
(float32, layer by layer a full softmax, every word decoded by itself). Medians, and ratios of them.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from contract.settings import Settings
from worker import lens
from worker.load import Loaded, load
from worker.prefill import embed, read
from worker.prompt import encode

K = 5


def states_of(loaded: Loaded, embeddings: Tensor, patches: list[int]) -> Tensor:
    """One forward pass; all layers' states at the patches, (layers, patches, width)."""
    hidden = read(loaded.parts, embeddings, (), lambda layer: None).hidden
    return hidden[:, patches]


def ours(loaded: Loaded, embeddings: Tensor, patches: list[int]) -> None:
    """What `top_words` does."""
    states = states_of(loaded, embeddings, patches)
    lens.strongest(loaded.parts, states.flatten(0, 1), K, lambda done: None)


def floor(loaded: Loaded, embeddings: Tensor, patches: list[int]) -> None:
    """The least that must be done; products are thrown away, so that they fit any memory."""
    states = states_of(loaded, embeddings, patches)
    for layer in states:
        (loaded.parts.norm(layer) @ loaded.parts.head.T).topk(K, dim=-1)


def plain(loaded: Loaded, embeddings: Tensor, patches: list[int], head: Tensor) -> list[str]:
    """The way of public code, in float32."""
    said = []
    for layer in states_of(loaded, embeddings, patches).float():
        chances = (loaded.parts.norm(layer) @ head.T).softmax(-1)
        for row in chances.topk(K, dim=-1).indices:
            said += [loaded.processor.tokenizer.decode([int(i)]) for i in row]
    return said


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def resident(peak: bool = False) -> int:
    """Memory of this process in bytes, now or at its highest since `forget_peak`."""
    name = "VmHWM" if peak else "VmRSS"
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) << 10 if found else 0


def extra_memory(loaded: Loaded, states: Tensor) -> int:
    """Bytes that the lens needed on top of the states and its own result."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak
    before = resident()
    lens.strongest(loaded.parts, states, K, lambda done: None)
    return resident(peak=True) - before - len(states) * K * 8


def main() -> None:
    """Print medians, ratios and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default=".data/models/demo")
    parser.add_argument(
        "--rounds", type=int, default=5, help="each takes about ten seconds on two idle cores"
    )
    asked = parser.parse_args()
    loaded = load(Settings(model=asked.model))
    pixels = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    parts = loaded.parts
    with torch.inference_mode():
        encoded = encode(
            Image.fromarray(pixels), "What is this?", loaded.processor, loaded.family,
            parts.model.config,
        )  # fmt: skip
        embeddings = embed(parts, encoded)
        patches = encoded.geometry.grids[0].positions
        head = parts.head.float()
        ways: dict[str, Callable[[], object]] = {
            "forward pass alone": lambda: states_of(loaded, embeddings, patches),
            "ours": lambda: ours(loaded, embeddings, patches),
            "floor": lambda: floor(loaded, embeddings, patches),
            "plain": lambda: plain(loaded, embeddings, patches, head),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for round_ in range(asked.rounds + 1):
            for name, work in ways.items():
                taken = seconds(work)
                if round_ > 0:  # the first round warms caches
                    times[name].append(taken)
        states = states_of(loaded, embeddings, patches).flatten(0, 1)
        memory = {n: extra_memory(loaded, states.repeat(n, 1)) for n in (1, 4)}
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{len(states)} states, {parts.head.shape[0]} words, {parts.head.dtype}, "
          f"{torch.get_num_threads()} threads")  # fmt: skip
    for name, median in medians.items():
        print(f"{name:20s} {median:6.2f} s  (best {min(times[name]):.2f})")
    ratios = [o / f for o, f in zip(times["ours"], times["floor"], strict=True)]
    print(f"ours / floor  {statistics.median(ratios):.2f}   (at most 1.5)")
    ratios = [p / o for p, o in zip(times["plain"], times["ours"], strict=True)]
    print(f"plain / ours  {statistics.median(ratios):.2f}   (at least 4)")
    for times_, size in memory.items():
        print(f"extra memory for {times_} x the states: {size / 1e6:.0f} MB   (at most 128)")


if __name__ == "__main__":
    main()
