"""The vision tower."""

import torch
from transformers import AutoConfig, AutoModel

from demo.tower import EfficientNetLiteConfig, EfficientNetLiteTower, SameConv, same_padding


def tower() -> EfficientNetLiteTower:
    """A random tower."""
    torch.manual_seed(0)
    return EfficientNetLiteTower(EfficientNetLiteConfig()).eval()


def test_every_stage_comes_out_as_tokens() -> None:
    with torch.inference_mode():
        out = tower()(torch.zeros(1, 3, 64, 96))
    assert [tuple(h.shape) for h in out.hidden_states][-1] == (1, 6, 1280)
    assert len(out.hidden_states) == 9
    assert out.hidden_states[0].shape == (1, 32 * 48, 32)


def test_importing_the_module_registers_the_tower() -> None:
    assert isinstance(AutoConfig.for_model("efficientnet_lite_tower"), EfficientNetLiteConfig)
    assert AutoModel._model_mapping[EfficientNetLiteConfig] is EfficientNetLiteTower


def test_a_patch_looks_at_its_own_middle() -> None:
    """Five strides, the odd pixel after four times and before once: pixel 32 i + 15."""
    centre = 0
    for kernel, last in reversed(((3, False), (3, False), (5, False), (3, False), (5, True))):
        before, _ = same_padding(kernel, 2, last)
        centre = 2 * centre - before + (kernel - 1) // 2
    assert centre == 15


def test_an_odd_padding_keeps_half_the_size() -> None:
    conv = SameConv(3, 4, 3, stride=2)
    assert conv(torch.zeros(1, 3, 10, 10)).shape == (1, 4, 5, 5)
