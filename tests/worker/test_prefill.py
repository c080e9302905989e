"""Reading once: states, cache and what may not be shared."""

from __future__ import annotations

from typing import Any

import torch

from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.answering import step
from worker.prefill import fork, read, read_on


def test_a_fork_grows_and_the_original_stays(engines: Any) -> None:
    run = opened(engines("demo"), noise(20, 20))
    cache = run.warm.prefill.cache
    length, keys = cache.get_seq_length(), cache.layers[0].keys.clone()
    grown = fork(cache)
    with torch.inference_mode():
        step(run.parts, 5, grown)
    assert grown.get_seq_length() == length + 1
    assert cache.get_seq_length() == length
    assert torch.equal(cache.layers[0].keys, keys)


def test_its_size_is_that_of_its_tensors(engines: Any) -> None:
    run = opened(engines("demo"), noise(20, 20))
    count, width, layers = len(run.tokens), 64, 3
    states = 4 * count * width * (layers + 2)
    cache = 4 * count * (2 * 16) * 2 * layers  # two key-value heads of 16
    assert run.warm.prefill.bytes == states + cache


def test_tokens_read_behind_the_prompt_are_those_of_one_long_read(engines: Any) -> None:
    run = opened(engines("demo"), noise(20, 20))
    prefill, ids = run.warm.prefill, [5, 300, 9]
    tail = read_on(run.parts, prefill, ids, lambda layer: None)
    with torch.inference_mode():
        whole = torch.cat([prefill.embeddings, run.parts.embeddings[torch.tensor(ids)][None]], 1)
    true = read(run.parts, whole, (), lambda layer: None)
    assert tail.length == tail.cache.get_seq_length() == 3
    assert torch.allclose(tail.hidden, true.hidden[:, -3:], rtol=1e-3, atol=1e-3)
    keys = [true.cache.layers[2].keys[..., -3:, :], tail.cache.layers[2].keys]
    assert torch.allclose(*keys, rtol=1e-3, atol=1e-3)
    assert read_on(run.parts, prefill, [], lambda layer: None).length == 0
