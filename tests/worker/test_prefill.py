"""Reading once: states, cache and what may not be shared."""

from __future__ import annotations

from typing import Any

import torch

from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.answering import step
from worker.prefill import fork


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
