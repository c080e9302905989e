"""How much faster are ablations on a warm run than a notebook's way?

    python -m benchmarks.ablation [MODEL FOLDER] [--picture FILE] [--rounds 3]

A notebook puts picture and prompt through the whole model for every variant, with a hook that
replaces image tokens, and takes the last row of the logits. Ours goes on from a warm prefill, in
batches. All ways take turns in one process on one thread; its processor time is counted, so that
other work on the machine does not matter. Nothing that is timed was asked before. Where a way is
slow, some variants stand for all and the time is scaled.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from benchmarks.lens import resident
from contract.interventions import Intervention, ReplaceTokens
from contract.model_run import Target
from contract.settings import Settings
from worker.answering import agreement, say
from worker.load import Loaded, load
from worker.prefill import embed, read
from worker.prompt import Encoded, encode
from worker.recall import said, scored
from worker.scoring import BATCH_BYTES
from worker.warmth import Warm

PROMPT = "Describe this image."
TOKENS, PATCHES, CONTROLS = 10, 30, 20
FEW, SOME = 5, 24  # variants that stand for all controls, for all patches

Variant = Sequence[Intervention]


class Bench:
    """One picture in one model, with every way to ask about it."""

    def __init__(self, loaded: Loaded, picture: Image.Image) -> None:
        """Reads the picture once and lets the model answer."""
        self.loaded, self.parts, self.picture = loaded, loaded.parts, picture
        self.warm = self.read()
        own = self.answer(self.warm, ())
        self.target = Target((own[0],), (), 0, "")
        self.positions = self.warm.encoded.geometry.grids[0].positions
        self.mean = self.warm.prefill.embeddings[0, self.positions].float().mean(0).numpy()
        grid = self.warm.encoded.geometry.grids[0]
        self.chosen = self.removed(middle(grid.rows, grid.cols))

    def encoded(self) -> Encoded:
        """The processor's work."""
        config = self.parts.model.config
        return encode(self.picture, PROMPT, self.loaded.processor, self.loaded.family, config)

    def read(self) -> Warm:
        """Tower and prefill."""
        encoded = self.encoded()
        return Warm(encoded, read(self.parts, embed(self.parts, encoded), (), idle))

    def fresh(self) -> Warm:
        """The warm run as it is after the first answer; nothing else was asked."""
        warm = Warm(self.warm.encoded, self.warm.prefill)
        warm.answers.values.update(list(self.warm.answers.values.items())[:1])
        return warm

    def answer(self, warm: Warm, variant: Variant) -> tuple[int, ...]:
        """Ten tokens."""
        return said(self.parts, warm, variant, TOKENS, idle).ids

    def removed(self, patches: Sequence[int]) -> Variant:
        """The mean in place of some patches."""
        return [ReplaceTokens(tuple(self.positions[p] for p in patches), self.mean)]

    def together(self, variants: Sequence[Variant]) -> list[float]:
        """Ours."""
        found = scored(self.parts, self.fresh(), variants, self.target, lambda done: None)
        return [value for value, _ in found]

    def one_by_one(self, variants: Sequence[Variant]) -> list[float]:
        """Ours, a variant at a time."""
        return [self.together([variant])[0] for variant in variants]

    def notebook(self, variants: Sequence[Variant]) -> list[float]:
        """A full forward pass for each variant."""
        values = []
        for variant in variants:
            logits = self.hooked(variant, lambda inputs: self.parts.model(**inputs).logits)
            values.append(float(logits[0, -1].float().log_softmax(-1)[self.target.ids[0]]))
        return values

    def generated(self, variants: Sequence[Variant]) -> None:
        """The framework's own answer for each variant."""
        for variant in variants:
            self.hooked(variant, lambda inputs: self.parts.model.generate(
                **inputs, attention_mask=torch.ones_like(inputs["input_ids"]), do_sample=False,
                max_new_tokens=TOKENS, pad_token_id=0,
            ))  # fmt: skip

    def hooked(self, variant: Variant, work: Callable[[dict[str, Any]], Any]) -> Any:
        """What a notebook does around its model."""
        (change,) = variant
        assert isinstance(change, ReplaceTokens)

        def replace(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            states = args[0] if args else kwargs["hidden_states"]
            if states.shape[1] > 1:
                states[0, list(change.positions)] = torch.tensor(change.vectors).to(states.dtype)

        handle = self.parts.layers[0].register_forward_pre_hook(replace, with_kwargs=True)
        encoded = self.encoded()
        pixels = dict(encoded.pixels)
        pixels["pixel_values"] = pixels["pixel_values"].to(self.parts.head.dtype)
        try:
            return work({"input_ids": encoded.ids, **pixels})
        finally:
            handle.remove()


def idle(layer: int) -> None:
    """Nobody waits for progress."""


def middle(rows: int, cols: int) -> list[int]:
    """An object of 30 patches: 5 x 6 in the middle."""
    top, left = rows // 2 - 2, cols // 2 - 3
    return [r * cols + c for r in range(top, top + 5) for c in range(left, left + 6)]


def seconds(work: Callable[[], object]) -> tuple[float, int]:
    """Processor time of one call, and the bytes that it needed on top of what there was."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak
    before, start = resident(), time.process_time()
    work()
    return time.process_time() - start, resident(peak=True) - before


def ways_of(bench: Bench) -> dict[str, tuple[float, Callable[[], object]]]:
    """Everything that is timed, and how many times it must be taken."""
    total = len(bench.positions)
    draws = np.random.default_rng(0)
    controls = [
        bench.removed(sorted(draws.choice(total, PATCHES, replace=False).tolist()))
        for _ in range(CONTROLS)
    ]
    each = [bench.removed([patch]) for patch in range(total)]
    spread = [each[i] for i in np.linspace(0, total - 1, SOME).round().astype(int)]
    few, share = controls[:FEW], CONTROLS / FEW
    unread = Warm(bench.warm.encoded, bench.warm.prefill)
    return {
        "first answer, cold": (1, lambda: bench.answer(bench.read(), ())),
        "ablated answer, warm": (1, lambda: bench.answer(bench.fresh(), bench.chosen)),
        "ablated answer, no guess": (1, lambda: say(
            bench.parts, unread.prefill, bench.chosen, TOKENS, idle
        )),
        "controls, ours": (1, lambda: bench.together(controls)),
        "controls, ours one by one": (share, lambda: bench.one_by_one(few)),
        "controls, notebook": (share, lambda: bench.notebook(few)),
        "controls, notebook's answers": (share, lambda: bench.generated(few)),
        "each patch, ours": (1, lambda: bench.together(each)),
        "each patch, notebook": (total / SOME, lambda: bench.notebook(spread)),
    }  # fmt: skip


RATIOS = [
    ("ablated answer, warm", "first answer, cold", "at most 0.6"),
    ("ablated answer, no guess", "first answer, cold", "no goal"),
    ("controls, notebook", "controls, ours", "at least 3"),
    ("controls, notebook's answers", "controls, ours", "no goal"),
    ("controls, ours one by one", "controls, ours", "no goal"),
    ("each patch, notebook", "each patch, ours", "at least 4"),
]


def main() -> None:
    """Print medians, ratios and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default=".data/models/demo")
    parser.add_argument("--picture", help="otherwise noise")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    picture = Image.open(asked.picture).convert("RGB") if asked.picture else Image.fromarray(noise)
    with torch.inference_mode():
        bench = Bench(load(Settings(model=asked.model)), picture)
        own, other = (bench.answer(bench.fresh(), v) for v in ((), bench.chosen))
        ways = ways_of(bench)
        times: dict[str, list[float]] = {name: [] for name in ways}
        needed: dict[str, int] = {}
        for _ in range(asked.rounds):
            for name, (scale, work) in ways.items():
                taken, needed[name] = seconds(work)
                times[name].append(scale * taken)
    print(f"{bench.warm.prefill.length} positions, {len(bench.positions)} patches, "
          f"{bench.parts.head.dtype}; budget of a batch {BATCH_BYTES >> 20} MiB")  # fmt: skip
    print(f"the ablated answer begins with {agreement(other, own)} of the own {len(own)} tokens")
    for name, values in times.items():
        print(f"{name:30s} {statistics.median(values):7.2f} s  extra {needed[name] >> 20} MiB")
    for above, below, goal in RATIOS:
        ratios = [a / b for a, b in zip(times[above], times[below], strict=True)]
        print(f"{above} / {below}: {statistics.median(ratios):.2f}   ({goal})")


if __name__ == "__main__":
    main()
