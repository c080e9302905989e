"""The weights file."""

from pathlib import Path

import torch

from demo.adapter import load_adapter, projector_of, save_adapter, untrained_projector
from demo.parts import WEIGHTS


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    save_adapter(tmp_path / "w.safetensors", {"projector.linear_1.bias": torch.arange(4.0)})
    loaded = load_adapter(tmp_path / "w.safetensors")
    assert projector_of(loaded)["linear_1.bias"].tolist() == [0, 1, 2, 3]


def test_no_file_means_nothing_trained(tmp_path: Path) -> None:
    assert load_adapter(tmp_path / "none.safetensors") == {}


def test_the_random_projector_is_always_the_same() -> None:
    first, again = untrained_projector(8, 4), untrained_projector(8, 4)
    assert all(torch.equal(first[k], again[k]) for k in first)


def test_the_trained_part_is_small_enough_for_git() -> None:
    assert sum(p.stat().st_size for p in WEIGHTS.parent.glob("*.safetensors")) < 12_000_000
