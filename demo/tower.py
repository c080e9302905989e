"""EfficientNet-lite2 as a vision tower for LLaVA: importing this module registers it.

Each entry of `hidden_states` is (batch, tokens, channels); tokens run row by row. Paper:
arXiv 1905.11946; the "lite" variant has ReLU6 and no squeeze-and-excitation. Batch norms are folded
into the convolutions when the model is built, which changes nothing but the number of operations.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, AutoModel, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutputWithPooling

# (kernel, stride, expansion, channels, repeats) of each stage of EfficientNet-lite2.
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 3),
    (5, 2, 6, 48, 3),
    (3, 2, 6, 88, 4),
    (5, 1, 6, 120, 4),
    (5, 2, 6, 208, 5),
    (3, 1, 6, 352, 1),
)


class EfficientNetLiteConfig(PreTrainedConfig):  # type: ignore[no-untyped-call]
    """Geometry of the tower: `image_size` pixels a side, one token per `patch_size` pixels."""

    model_type = "efficientnet_lite_tower"

    def __init__(
        self,
        hidden_size: int = 1280,
        image_size: int = 512,
        patch_size: int = 32,
        stem_size: int = 32,
        num_hidden_layers: int = len(STAGES) + 1,
        **kwargs: Any,
    ) -> None:
        self.hidden_size = hidden_size
        self.image_size = image_size
        self.patch_size = patch_size
        self.stem_size = stem_size
        self.num_hidden_layers = num_hidden_layers
        super().__init__(**kwargs)


def same_padding(kernel: int, stride: int, last: bool = False) -> tuple[int, int]:
    """Padding (before, after) that keeps ceil(size / stride) cells.

    With stride 2 either side may take the odd pixel. Four times after and once before (the last
    time) puts a cell's centre at pixel 32 i + 15, the middle of its patch; the same side every
    time would shift the whole map by half a patch.
    """
    total = kernel - 1 if stride == 1 or last else kernel - 2
    return total // 2, total - total // 2


class SameConv(nn.Module):
    """A convolution (batch norm folded in) with explicit padding, and ReLU6 if `act`."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, groups: int = 1,
        act: bool = True, last_stride: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        before, after = same_padding(kernel, stride, last_stride)
        self.pad = (before, after, before, after) if before != after else None
        padding = before if before == after else 0
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups)
        self.act = act

    def forward(self, pixels: Tensor) -> Tensor:
        """(batch, inputs, h, w) -> (batch, outputs, ceil(h / stride), ceil(w / stride))."""
        padded = functional.pad(pixels, self.pad) if self.pad else pixels
        out: Tensor = self.conv(padded)
        return functional.relu6(out) if self.act else out


class Block(nn.Module):
    """Inverted bottleneck: expand, depthwise convolution, project; residual where shapes allow."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int, last: bool
    ) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = SameConv(inputs, wide, 1) if expansion > 1 else nn.Identity()
        self.depthwise = SameConv(wide, wide, kernel, stride=stride, groups=wide, last_stride=last)
        self.project = SameConv(wide, outputs, 1, act=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(batch, inputs, h, w) -> (batch, outputs, h / stride, w / stride)."""
        out: Tensor = self.project(self.depthwise(self.expand(x)))
        return out + x if self.residual else out


class EfficientNetLiteTower(PreTrainedModel):  # type: ignore[no-untyped-call]
    """The tower; `hidden_states` has the stem, the seven stages and the 1,280-channel head."""

    config_class = EfficientNetLiteConfig
    config: EfficientNetLiteConfig
    main_input_name = "pixel_values"
    input_modalities = ["image"]
    _no_split_modules = ["Block"]

    def __init__(self, config: EfficientNetLiteConfig) -> None:
        super().__init__(config)
        self.stem = SameConv(3, config.stem_size, 3, stride=2)
        self.stages = nn.ModuleList()
        inputs = config.stem_size
        last_stride = max(i for i, stage in enumerate(STAGES) if stage[1] == 2)
        for i, (kernel, stride, expansion, outputs, repeats) in enumerate(STAGES):
            blocks = [Block(inputs, outputs, kernel, stride, expansion, i == last_stride)]
            blocks += [
                Block(outputs, outputs, kernel, 1, expansion, False) for _ in range(repeats - 1)
            ]
            self.stages.append(nn.Sequential(*blocks))
            inputs = outputs
        self.head = SameConv(inputs, config.hidden_size, 1)
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(
        self, pixel_values: Tensor, output_hidden_states: Any = None, return_dict: bool = True,
        **kwargs: Any,
    ) -> BaseModelOutputWithPooling:  # fmt: skip
        """(batch, 3, h, w) -> last_hidden_state (batch, h/32 * w/32, 1280) and all stages."""
        pixels = pixel_values.to(self.dtype, memory_format=torch.channels_last)
        x: Tensor = self.stem(pixels)
        maps = [x]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        maps.append(self.head(maps[-1]))
        states = tuple(m.flatten(2).transpose(1, 2) for m in maps)
        return BaseModelOutputWithPooling(
            last_hidden_state=states[-1],
            pooler_output=states[-1].mean(dim=1),
            hidden_states=states,
        )


def tower_weights(published: dict[str, Tensor], epsilon: float = 1e-3) -> dict[str, Tensor]:
    """The published checkpoint with every batch norm folded into its convolution, renamed."""
    names = {"_conv_stem": ("_bn0", "stem"), "_conv_head": ("_bn1", "head")}
    block = 0
    for stage, (_, _, expansion, _, repeats) in enumerate(STAGES):
        for position in range(repeats):
            old, new = f"_blocks.{block}.", f"stages.{stage}.{position}."
            if expansion > 1:
                names[old + "_expand_conv"] = (old + "_bn0", new + "expand")
            names[old + "_depthwise_conv"] = (old + "_bn1", new + "depthwise")
            names[old + "_project_conv"] = (old + "_bn2", new + "project")
            block += 1
    folded: dict[str, Tensor] = {}
    for conv, (norm, new) in names.items():
        gain = published[norm + ".weight"] / torch.sqrt(published[norm + ".running_var"] + epsilon)
        folded[new + ".conv.weight"] = published[conv + ".weight"] * gain[:, None, None, None]
        mean, shift = published[norm + ".running_mean"], published[norm + ".bias"]
        folded[new + ".conv.bias"] = shift - mean * gain
    return folded


AutoConfig.register(EfficientNetLiteConfig.model_type, EfficientNetLiteConfig, exist_ok=True)
AutoModel.register(EfficientNetLiteConfig, EfficientNetLiteTower, exist_ok=True)
