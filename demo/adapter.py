"""The trained part as a file: a projector and low-rank updates of the language model.

Names in the file: `projector.linear_1.weight` and so on as in LLaVA's projector, and for every
updated matrix W (out, in) of the decoder `<name>.down` (rank, in) and `<name>.up` (out, rank);
W + up @ down is what the model uses (LoRA, arXiv 2106.09685, scale folded into `up`).
"""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from demo.parts import WEIGHTS

PROJECTOR = "projector."


def save_adapter(path: Path, tensors: dict[str, Tensor]) -> None:
    """Write the trained tensors in bf16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: v.detach().to(torch.bfloat16).contiguous() for k, v in tensors.items()}, path)


def load_adapter(path: Path = WEIGHTS) -> dict[str, Tensor]:
    """The trained tensors in float32; empty where nothing has been trained yet."""
    if not path.is_file():
        return {}
    return {name: tensor.float() for name, tensor in load_file(path).items()}


def projector_of(adapter: dict[str, Tensor]) -> dict[str, Tensor]:
    """The projector's own tensors, named as in LLaVA's projector."""
    return {k.removeprefix(PROJECTOR): v for k, v in adapter.items() if k.startswith(PROJECTOR)}


def merge(weights: dict[str, Tensor], adapter: dict[str, Tensor]) -> dict[str, Tensor]:
    """The language model's weights with every low-rank update added."""
    merged = dict(weights)
    for name in [k.removesuffix(".up") for k in adapter if k.endswith(".up")]:
        update = adapter[name + ".up"] @ adapter[name + ".down"]
        merged[name + ".weight"] = weights[name + ".weight"] + update
    return merged


def untrained_projector(width_in: int, width: int, seed: int = 0) -> dict[str, Tensor]:
    """A seeded random projector, so that the model can be built before it is trained."""
    random = torch.Generator().manual_seed(seed)

    def normal(rows: int, columns: int, gain: float) -> Tensor:
        drawn: Tensor = torch.randn(rows, columns, generator=random) * gain * columns**-0.5
        return drawn

    return {
        "linear_1.weight": normal(width, width_in, 1.0),
        "linear_1.bias": torch.zeros(width),
        "linear_2.weight": normal(width, width, 0.5),
        "linear_2.bias": torch.zeros(width),
    }
