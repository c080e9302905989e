"""Self-tests at load: a model that does not behave as PatchLens assumes is not served.

Each check puts a small picture of noise through the real model and states one fact that every
analysis leans on. Together they take about six forward passes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from contract.errors import ModelFailedItsChecks
from contract.interventions import BlockAttention, ReplaceTokens
from worker import lens
from worker.attention import watched
from worker.layout import Parts
from worker.load import Loaded
from worker.prefill import Prefill, embed, read
from worker.prompt import encode

PROMPT = "What is this?"
TOP = 10
# Largest difference of two log-probabilities, as a share of the largest logit.
TOLERANCE = {torch.float32: 1e-4, torch.float16: 2e-3, torch.bfloat16: 1.6e-2}


@dataclass(frozen=True, eq=False)
class Subject:
    """What the checks look at: one prompt under two different pictures.

    `image` and `later`: positions of patches, and of the text after them.
    """

    parts: Parts
    first: Prefill
    other: Tensor
    image: tuple[int, ...]
    later: tuple[int, ...]

    @property
    def cut(self) -> BlockAttention:
        """Every edge from the picture to the text after it, in every block."""
        return BlockAttention(self.image, self.later, tuple(range(self.parts.depth)))


def check(loaded: Loaded) -> None:
    """Run every check; raises `ModelFailedItsChecks` naming the first that fails."""
    with torch.inference_mode():
        subject = prepare(loaded)
        for name, fact in CHECKS.items():
            complaint = fact(subject)
            if complaint:
                raise ModelFailedItsChecks(f"Check `{name}` failed: {complaint}")


def prepare(loaded: Loaded) -> Subject:
    """Read one picture, and embed another."""
    parts = loaded.parts
    inputs = []
    for seed in (0, 1):
        pixels = np.random.default_rng(seed).integers(0, 256, (48, 64, 3), dtype=np.uint8)
        picture = Image.fromarray(pixels)
        encoded = encode(picture, PROMPT, loaded.processor, loaded.family, parts.model.config)
        inputs.append((encoded, embed(parts, encoded)))
    segments = inputs[0][0].segments
    image = tuple(i for i, segment in enumerate(segments) if segment == "image")
    later = tuple(range(image[-1] + 1, len(segments)))
    first = read(parts, inputs[0][1], (), ignore)
    return Subject(parts, first, inputs[1][1], image, later)


def ignore(layer: int) -> None:
    """Nobody waits for the progress of a check."""


def lens_is_the_model(subject: Subject) -> str | None:
    """The lens at the last layer gives the model's own probabilities."""
    parts, first = subject.parts, subject.first
    positions = [*subject.image[:: max(1, len(subject.image) // 8)], *subject.later]
    keep = torch.tensor(positions, device=first.embeddings.device)
    output = parts.model(inputs_embeds=first.embeddings, use_cache=False, logits_to_keep=keep)
    logits = output.logits[0].float()
    ids, values = lens.strongest(parts, first.hidden[-1][positions], TOP, lambda done: None)
    chosen = ids.long().to(logits.device)
    true = logits.log_softmax(-1).gather(1, chosen).cpu()
    error = float((values.log() - true).abs().max())
    allowed = TOLERANCE[parts.head.dtype] * max(1.0, float(logits.abs().max()))
    if error <= allowed:
        return None
    return f"log-probabilities differ by {error:.3g}, more than the {allowed:.3g} of rounding."


def nothing_replaced_changes_nothing(subject: Subject) -> str | None:
    """Putting every image token in its own place leaves every layer as it was, bit for bit."""
    parts, first = subject.parts, subject.first
    own = first.embeddings[0, list(subject.image)].float().cpu().numpy()
    same = [ReplaceTokens((), own[:0]), ReplaceTokens(subject.image, own)]
    again = read(parts, first.embeddings, same, ignore)
    if torch.equal(again.hidden, first.hidden):
        return None
    return "the states of an unchanged picture changed."


def text_without_image_ignores_pixels(subject: Subject) -> str | None:
    """With every edge from the picture cut, the text after it is the same for any picture."""
    parts, later = subject.parts, list(subject.later)
    states = [
        read(parts, embeddings, [subject.cut], ignore).hidden[-1][later]
        for embeddings in (subject.first.embeddings, subject.other)
    ]
    if torch.equal(*states):
        return None
    return "the text still sees the pixels although every edge from them is blocked."


def blocked_edge_carries_nothing(subject: Subject) -> str | None:
    """A blocked edge has the attention weight 0, and the weights left sum to 1."""
    parts, first = subject.parts, subject.first
    layers = sorted({0, parts.depth // 2, parts.depth - 1})
    with watched(parts, subject.later, layers) as rows:
        read(parts, first.embeddings, [subject.cut], ignore)
    for layer in layers:
        largest = float(rows[layer][:, :, list(subject.image)].max())
        if largest > 0:
            return f"a blocked edge in block {layer} still carries {largest:.3g}."
        if not torch.allclose(rows[layer].sum(-1), torch.ones(()).to(rows[layer]), atol=1e-3):
            return f"attention weights in block {layer} do not sum to 1."
    return None


class Stop(Exception):
    """Raised half-way through a forward pass, on purpose."""


def hooks_vanish(subject: Subject) -> str | None:
    """After an error inside a forward pass no hook is left."""

    def stop(layer: int) -> None:
        if layer == subject.parts.depth - 1:
            raise Stop

    before = hook_count(subject.parts)
    with suppress(Stop):
        read(subject.parts, subject.first.embeddings, [subject.cut], stop)
    left = hook_count(subject.parts) - before
    return None if left == 0 else f"{left} hooks are left after an error."


def hook_count(parts: Parts) -> int:
    """Number of hooks on all modules."""
    modules = parts.model.modules()
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in modules)


CHECKS: dict[str, Callable[[Subject], str | None]] = {
    fact.__name__: fact
    for fact in (
        lens_is_the_model,
        nothing_replaced_changes_nothing,
        text_without_image_ignores_pixels,
        blocked_edge_carries_nothing,
        hooks_vanish,
    )
}
