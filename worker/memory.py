"""A full device is an expected failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from contract.errors import OutOfMemory


@contextmanager
def memory() -> Iterator[None]:
    """Turn the device's out-of-memory error into ours, and give back what can be given."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        torch.cuda.empty_cache()
        raise OutOfMemory(". ".join(str(error).split(". ")[:2]) + ".") from error
