"""A full device."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from contract.errors import OutOfMemory
from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.memory import memory


def test_a_full_device_is_an_expected_failure() -> None:
    with pytest.raises(OutOfMemory, match="Tried to allocate 9 GiB"), memory():
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB. GPU 0 has ...")


def test_it_is_one_in_every_computation_of_a_run(
    engines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened(engines("demo"), noise(9, 9))

    def full(*anything: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB. And so on.")

    monkeypatch.setattr("worker.lens.read", full)
    with pytest.raises(OutOfMemory, match=r"Tried to allocate 9 GiB\.$"):
        run.top_words([0], 1)
