"""How long does the demonstration model take for one forward pass, tower included?

    python -m benchmarks.demo_forward [MODEL FOLDER] [--rounds 9] [--threads 2]

Three ways take turns in one process: the whole model (picture and question in, scores of all
positions out); its language model alone on as many positions (embeddings in, scores out), which is
what a text of that length would cost; and its tower alone. Medians, and medians of the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Callable
from pathlib import Path

import torch

from benchmarks.lens import seconds
from demo.evaluate import blank_question
from demo.probe import Probe, load

WHOLE, LANGUAGE, TOWER = "whole model", "language model alone", "tower alone"


def ways_of(probe: Probe) -> dict[str, Callable[[], object]]:
    """The three ways, on the same picture and question."""
    model, given = probe.model, blank_question(probe)
    width = model.config.text_config.hidden_size
    shape = (1, given["input_ids"].shape[1], width)
    embeddings = torch.randn(shape, generator=torch.Generator().manual_seed(0)).to(model.dtype)
    language, tower = model.model.language_model, model.model.vision_tower
    return {
        WHOLE: lambda: model(**given),
        LANGUAGE: lambda: model.lm_head(language(inputs_embeds=embeddings).last_hidden_state),
        TOWER: lambda: tower(given["pixel_values"]),
    }


def take_turns(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every round of every way; a first round that warms caches is not counted."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for round_ in range(rounds + 1):
        for name, work in ways.items():
            taken = seconds(work)
            if round_ > 0:
                times[name].append(taken)
    return times


def main() -> None:
    """Print medians, ratios and how busy the machine was."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", type=Path, default=Path(".data/models/demo"))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    probe = load(asked.model)
    with torch.inference_mode():
        times = take_turns(ways_of(probe), asked.rounds)
    positions = blank_question(probe)["input_ids"].shape[1]
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{positions} positions, {probe.grid**2} of them image tokens, {probe.model.dtype}, "
          f"{asked.threads} threads, {busy}")  # fmt: skip
    for name, taken in times.items():
        print(f"{name:22s} {statistics.median(taken):6.3f} s  (best {min(taken):.3f})")
    print(f"at most 0.6 s, aim 0.3 s: {statistics.median(times[WHOLE]):.3f} s")
    for peer in (LANGUAGE, TOWER):
        ratios = [w / p for w, p in zip(times[WHOLE], times[peer], strict=True)]
        print(f"{WHOLE} / {peer:22s} {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
