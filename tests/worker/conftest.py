"""Engines on small checkpoints, each built once for the whole session."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from contract.settings import Settings


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., object]:
    """`engines(family, planted=..., attention=..., ...)`: the engine of such a checkpoint."""
    import torch

    from tests.worker.checkpoints import build
    from worker.engine import Engine

    torch.set_num_threads(1)  # the models are tiny

    @cache
    def folder(family: str, **how: object) -> object:
        return build(tmp_path_factory.mktemp(family) / family, family, **how)

    @cache
    def engine(family: str = "llava", attention: str = "sdpa", dtype: str = "float32",
               **how: object) -> Engine:  # fmt: skip
        settings = Settings(
            model=str(folder(family, **how)), dtype=dtype, attention=attention, device="cpu"
        )
        return Engine.load(settings)

    return engine
