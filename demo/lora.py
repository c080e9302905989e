"""Low-rank updates on top of frozen linear layers (LoRA, arXiv 2106.09685)."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class LowRank(nn.Module):
    """A frozen linear layer plus `up @ down`; `up` starts at zero, so nothing changes at first."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base
        self.active = True
        self.down = nn.Parameter(torch.randn(rank, base.in_features) * base.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out)."""
        out: Tensor = self.base(x)
        if not self.active:
            return out
        low = functional.linear(x, self.down.to(x.dtype))
        return out + functional.linear(low, self.up.to(x.dtype))


def add_low_rank(decoder: nn.Module, rank: int) -> dict[str, LowRank]:
    """Freeze `decoder` and put an update on every linear layer in it; by module name."""
    decoder.requires_grad_(False)
    updates: dict[str, LowRank] = {}
    for name, module in list(decoder.named_modules()):
        if isinstance(module, nn.Linear):
            parent, _, child = name.rpartition(".")
            update = LowRank(module, rank)
            setattr(decoder.get_submodule(parent), child, update)
            updates[name] = update
    return updates


def exported(updates: dict[str, LowRank], prefix: str) -> dict[str, Tensor]:
    """The updates as named in the weights file."""
    tensors = {}
    for name, update in updates.items():
        tensors[f"{prefix}{name}.down"] = update.down.detach()
        tensors[f"{prefix}{name}.up"] = update.up.detach()
    return tensors
