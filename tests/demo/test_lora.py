"""Low-rank updates."""

import torch
from torch import nn

from demo.adapter import merge
from demo.lora import add_low_rank, exported


def net() -> nn.Sequential:
    """Two linear layers."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 5, bias=False), nn.Linear(5, 4, bias=False))


def test_an_untrained_update_changes_nothing() -> None:
    x, plain, updated = torch.randn(3, 6), net(), net()
    add_low_rank(updated, 2)
    assert torch.equal(plain(x), updated(x))


def test_merged_weights_speak_like_the_update() -> None:
    x, plain, updated = torch.randn(3, 6), net(), net()
    updates = add_low_rank(updated, 2)
    for update in updates.values():
        nn.init.normal_(update.up)
    merged = merge(plain.state_dict(), exported(updates, ""))
    plain.load_state_dict(merged)
    torch.testing.assert_close(plain(x), updated(x))


def test_switched_off_the_published_layer_speaks() -> None:
    x, plain, updated = torch.randn(3, 6), net(), net()
    for update in add_low_rank(updated, 2).values():
        nn.init.normal_(update.up)
        update.active = False
    assert torch.equal(plain(x), updated(x))
