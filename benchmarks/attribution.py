"""How long do the three attributions of an answer's first token take, and how much memory?

    python -m benchmarks.attribution [MODEL FOLDER] [--steps 50] [--rounds 3]

One engine, one picture of the gallery, read and answered already. Each way is timed beside a warm
forward pass over the whole prompt, in turns, and given as a multiple of it; medians. `in the model`
is the share of the time spent in forward passes and on their ways back. Memory is what the process
needed at its highest, on top of what it held before.
"""

from __future__ import annotations

import argparse
import ctypes
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from benchmarks.lens import resident, seconds
from contract.job import Job
from contract.settings import Settings
from measures.integrated_gradients import integrated_gradients
from worker import gradients, relevance
from worker.engine import Engine
from worker.prefill import read
from worker.reference import GALLERY


class Clock:
    """Seconds spent in forward passes and on their ways back."""

    def __init__(self) -> None:
        """Measures from now on, everywhere in this process."""
        self.total = 0.0
        forward, back = gradients.log_probability, torch.autograd.grad
        gradients.log_probability = relevance.log_probability = self.timed(forward)
        torch.autograd.grad = self.timed(back)

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, its seconds added up."""

        def call(*args: Any, **kwargs: Any) -> Any:
            results: list[Any] = []
            self.total += seconds(lambda: results.append(work(*args, **kwargs)))
            return results[0]

        return call


def peak(work: Callable[[], object]) -> int:
    """Bytes that `work` needed on top of what was held before."""
    ctypes.CDLL(None).malloc_trim(0)  # what was freed would hide what is needed
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak
    before = resident()
    work()
    return resident(peak=True) - before


def main() -> None:
    """Print seconds, multiples of a forward pass, shares and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default=".data/models/demo")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        engine = Engine.load(Settings(model=asked.model, data_dir=Path(data)))
        job = Job(image="0" * 64, prompt="What is this?", model=engine.card.id,
                  analysis="attribution", version=1, params={})  # fmt: skip
        run: Any = engine.open(job, (GALLERY / "cat.jpg").read_bytes(), lambda progress: None)
        target, own = run.target(), run.image_embeddings()
        print(f"{len(run.tokens)} positions, {run.parts.head.dtype}, "
              f"{torch.get_num_threads()} threads, follows {target.text!r}")  # fmt: skip
        first = seconds(run.reference_embedding)
        print(f"reference vector: {first:.1f} s at first, {seconds(run.reference_embedding):.4f} s")
        compare(run, {
            "gradient x input": (asked.rounds, lambda: run.gradient(target, own[None])),
            "relevance": (asked.rounds, lambda: run.relevance(target)),
            f"integrated gradients, {asked.steps} steps":
                (1, lambda: print(f"gap {integrated_gradients(run, target, asked.steps).gap:.4f}")),
        })  # fmt: skip


def compare(run: Any, ways: dict[str, tuple[int, Callable[[], object]]]) -> None:
    """Time each way beside forward passes, and print."""
    clock = Clock()
    embeddings = run.warm.prefill.embeddings

    def forward() -> None:
        read(run.parts, embeddings, (), lambda layer: None)

    forward()
    for name, (rounds, work) in ways.items():
        passes, times, shares, extra = [seconds(forward)], [], [], 0
        for _ in range(rounds):
            clock.total, start = 0.0, time.perf_counter()
            extra = max(extra, peak(work))
            times.append(time.perf_counter() - start)
            shares.append(clock.total / times[-1])
            passes.append(seconds(forward))
        once, taken = statistics.median(passes), statistics.median(times)
        print(f"{name:32s} {taken:7.2f} s = {taken / once:6.2f} forward passes of {once:.2f} s, "
              f"{statistics.median(shares):.0%} in the model, {extra / 1e6:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
