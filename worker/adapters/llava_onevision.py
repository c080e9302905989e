"""LLaVA-OneVision (arXiv 2408.03326): tiles like LLaVA-NeXT's, shrunk to `anyres_max` of them."""

from __future__ import annotations

from typing import Any

from transformers import LlavaOnevisionProcessor

from contract.geometry import Geometry
from worker.layout import Family, Seen
from worker.tiles import tiled

published: Any = LlavaOnevisionProcessor


class StillProcessor(published):  # type: ignore[misc]
    """The family's processor without its video part, which would need torchvision."""

    def __init__(
        self,
        image_processor: Any = None,
        tokenizer: Any = None,
        num_image_tokens: int | None = None,
        vision_feature_select_strategy: str | None = None,
        chat_template: str | None = None,
        image_token: str = "<image>",  # noqa: S107
        vision_aspect_ratio: str = "anyres_max_9",
        **rest: Any,
    ) -> None:
        """Only what is named here is read from a checkpoint; the names are the framework's."""
        super().__init__(
            image_processor,
            tokenizer,
            num_image_tokens=num_image_tokens,
            vision_feature_select_strategy=vision_feature_select_strategy,
            chat_template=chat_template,
            image_token=image_token,
            vision_aspect_ratio=vision_aspect_ratio,
        )


def geometry(seen: Seen) -> Geometry:
    """The tile grid after shrinking, and the overview."""
    return tiled(seen, most=int(seen.processor.vision_aspect_ratio.removeprefix("anyres_max_")))


family = Family(
    name="LLaVA-OneVision",
    model_types=("llava_onevision",),
    geometry=geometry,
    processor=StillProcessor,
    template="<|im_start|>user {image}\n{prompt}<|im_end|><|im_start|>assistant\n",
    extras=("image_sizes", "batch_num_images"),
)
