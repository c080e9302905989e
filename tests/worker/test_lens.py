"""The lens against an independent, straightforward float32 computation."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker import lens

FORMATS = [torch.float32, torch.bfloat16]


def idle(done: float) -> None:
    """No progress."""


def made(vocabulary: int, dtype: torch.dtype, width: int = 48) -> tuple[Any, torch.Tensor]:
    """A head whose logits spread over about 25, and states."""
    generator = torch.Generator().manual_seed(vocabulary)
    head = (torch.randn(vocabulary, width, generator=generator) * 0.6).to(dtype)
    states = torch.randn(37, width, generator=generator).to(dtype)
    return SimpleNamespace(head=head, embeddings=head, norm=lambda x: x), states


def straightforward(parts: Any, states: torch.Tensor) -> torch.Tensor:
    """Log-probabilities (states, vocabulary) in float64, all at once."""
    return (states.double() @ parts.head.double().T).log_softmax(-1)


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("vocabulary", [40, 1000, 4096, 5003])
def test_top_words_equal_an_independent_computation(vocabulary: int, dtype: torch.dtype) -> None:
    parts, states = made(vocabulary, dtype)
    ids, values = lens.strongest(parts, states, 5, idle)
    true = straightforward(parts, states).topk(5)
    assert torch.equal(ids.long().sort(1).values, true.indices.sort(1).values)
    tolerance = 1e-5 if dtype == torch.float32 else 5e-3
    assert torch.allclose(values.double(), true.values.exp(), rtol=tolerance)
    assert torch.equal(values, values.sort(1, descending=True).values)


@pytest.mark.parametrize("dtype", FORMATS)
def test_word_maps_equal_an_independent_computation(dtype: torch.dtype) -> None:
    parts, states = made(5003, dtype)
    true = straightforward(parts, states)
    best = true.argmax(1)[:4].tolist()
    words = [[3], [17, 4000], [5002], *([b] for b in best)]
    probability, rank = lens.word_maps(parts, states, words, idle)
    raw = states.double() @ parts.head.double().T
    rounding = (0 if dtype == torch.float32 else 2**-7) * raw.abs().amax(1) + 1e-5
    for i, entries in enumerate(words):
        logit = raw[:, entries].amax(1)
        slack = 1e-4 if dtype == torch.float32 else 1e-2
        assert torch.allclose(probability[i].double(), true[:, entries].amax(1).exp(), rtol=slack)
        least = (raw > (logit + rounding)[:, None]).sum(1) + 1
        most = (raw > (logit - rounding)[:, None]).sum(1) + 1
        assert torch.all((least <= rank[i]) & (rank[i] <= most))
        exact = (raw > logit[:, None]).sum(1) + 1
        assert torch.equal(rank[i][exact <= 5], exact[exact <= 5].int())


@pytest.mark.parametrize("dtype", FORMATS)
def test_nearest_embeddings_equal_an_independent_computation(dtype: torch.dtype) -> None:
    parts, states = made(4096, dtype)
    ids, values = lens.nearest(parts, states, 5, idle)
    unit = torch.nn.functional.normalize
    true = (unit(states.double()) @ unit(parts.embeddings.double()).T).topk(5)
    assert torch.allclose(values.double(), true.values, atol=1e-4)
    assert torch.equal(ids.long().sort(1).values, true.indices.sort(1).values)


@pytest.mark.parametrize("columns", [10, 128 * 30, 128 * 30 + 77])
def test_the_largest_are_found_by_way_of_blocks_wherever_they_are(columns: int) -> None:
    generator = torch.Generator().manual_seed(columns)
    logits = torch.randn(50, columns, generator=generator)
    logits[:, -1] = torch.arange(50.0)  # the very last column
    logits[1, 128:140] = (
        9.0 + torch.arange(min(12, max(0, columns - 128)))[:12] if columns > 140 else 0
    )
    values, where = lens.top(logits, 7)
    assert torch.equal(values, logits.topk(7).values)
    assert torch.equal(logits.gather(1, where), values)


def test_one_word_that_takes_all_leaves_the_others_their_share() -> None:
    parts, states = made(4096, torch.bfloat16)
    parts.head[7] = 3 * states[0]
    _, values = lens.strongest(parts, states[:1], 5, idle)
    true = straightforward(parts, states[:1]).topk(5).values.exp()
    assert torch.allclose(values.double(), true, rtol=0.02)


def test_work_is_cut_into_chunks_and_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    parts, states = made(1000, torch.float32)
    whole = lens.strongest(parts, states, 3, idle)
    monkeypatch.setattr(lens, "CHUNK_BYTES", 4000 * 10)
    monkeypatch.setattr(lens, "BAND_BYTES", 4000 * 3)
    told: list[float] = []
    pieces = lens.strongest(parts, states, 3, told.append)
    assert told == [0, 10 / 37, 20 / 37, 30 / 37]
    assert torch.equal(whole[0], pieces[0])
    assert torch.allclose(whole[1], pieces[1])


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_every_layer_of_a_model_equals_an_independent_computation(
    engines: Any, tied: bool, dtype: str
) -> None:
    engine = engines("llava", tied=tied, dtype=dtype)
    run = opened(engine, noise(40, 30))
    parts, encoded = run.parts, run.warm.encoded
    pixels = {"pixel_values": encoded.pixels["pixel_values"].to(parts.head.dtype)}
    with torch.inference_mode():
        output = parts.model(input_ids=encoded.ids, **pixels, output_hidden_states=True)
    positions = run.geometry.grids[0].positions
    found = run.top_words(range(run.depth + 1), 5)
    gain, epsilon = parts.norm.weight.double(), parts.norm.variance_epsilon
    for layer in range(run.depth):  # the framework's last hidden state is normed already
        states = output.hidden_states[layer][0, positions].double()
        normed = gain * states / (states.pow(2).mean(-1, keepdim=True) + epsilon).sqrt()
        compare(found, layer, (normed @ parts.head.double().T).softmax(-1), dtype)
    compare(found, run.depth, output.logits[0, positions].double().softmax(-1), dtype)


def compare(found: Any, layer: int, true: torch.Tensor, dtype: str) -> None:
    """Top-k sets and probabilities, within the tolerance of the number format."""
    tolerance = 1e-4 if dtype == "float32" else 0.15
    ids, values = torch.from_numpy(found.ids[layer]).long(), found.values[layer]
    assert np.allclose(values, true.gather(1, ids), rtol=tolerance, atol=1e-6)
    least = true.topk(5).values[:, -1:]
    assert torch.all(true.gather(1, ids) >= least * (1 - tolerance))
