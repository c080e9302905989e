"""Small checkpoints of every family with the true geometry, built here, nothing downloaded.

Weights are random, or planted: then a red patch says " dog" and any other says " grass", at every
layer, whatever stands around it. Processors and tokenizers are real and saved with the model.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import (
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaNextConfig,
    LlavaNextForConditionalGeneration,
    LlavaNextImageProcessorPil,
    LlavaNextProcessor,
    LlavaOnevisionConfig,
    LlavaOnevisionForConditionalGeneration,
    LlavaOnevisionImageProcessorPil,
    LlavaProcessor,
    Qwen2Config,
    SiglipVisionConfig,
)

from contract.job import Job
from demo.tower import EfficientNetLiteConfig
from tests.worker.tiny_tokenizers import byte_level, sentence_pieces
from worker.adapters.llava_onevision import StillProcessor

WIDTH, LAYERS, VOCABULARY = 64, 3, 4096
RED, BLUE = (255, 0, 0), (0, 0, 255)
CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% for part in m['content'] %}"
    "{% if part['type'] == 'image' %}<image>\n{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% endif %}"
)
VICUNA = (
    "{% for m in messages %}USER: {% for part in m['content'] %}"
    "{% if part['type'] == 'image' %}<image>\n{% else %}{{ part['text'] }} {% endif %}"
    "{% endfor %}{% endfor %}{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)


def text_config(kind: type[Any], tokenizer: Any, tied: bool) -> Any:
    return kind(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        intermediate_size=96,
        num_hidden_layers=LAYERS,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=16384,
        initializer_range=0.3,
        tie_word_embeddings=tied,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
    )


def tower_config(kind: type[Any], side: int) -> Any:
    return kind(
        image_size=side,
        patch_size=14,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=2,
        initializer_range=0.3,
    )


def llava(tied: bool) -> tuple[Any, Any]:
    """LLaVA-1.5: CLIP 336/14, shortest edge resized, centre cropped, class token dropped."""
    tokenizer = sentence_pieces()
    config = LlavaConfig(
        vision_config=tower_config(CLIPVisionConfig, 336),
        text_config=text_config(LlamaConfig, tokenizer, tied),
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        tie_word_embeddings=tied,
    )
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(
            size={"shortest_edge": 336}, crop_size={"height": 336, "width": 336}
        ),
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=VICUNA,
    )
    return LlavaForConditionalGeneration(config), processor


def demo(tied: bool) -> tuple[Any, Any]:
    """The demonstration model's tower: 512/32, the whole picture squeezed, no class token."""
    tokenizer = byte_level()
    config = LlavaConfig(
        vision_config=EfficientNetLiteConfig(),
        text_config=text_config(LlamaConfig, tokenizer, tied),
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
        tie_word_embeddings=tied,
    )
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(
            size={"height": 512, "width": 512}, do_center_crop=False
        ),
        tokenizer=tokenizer,
        patch_size=32,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=0,
        chat_template=CHAT,
    )
    model = LlavaForConditionalGeneration(config)
    for weight in model.model.vision_tower.parameters():
        if weight.ndim == 4:  # keeps a signal alive through 25 blocks
            torch.nn.init.kaiming_normal_(weight, mode="fan_in")
    return model, processor


def llava_next(tied: bool) -> tuple[Any, Any]:
    """LLaVA-NeXT: tiles of 336, five resolutions."""
    tokenizer = sentence_pieces()
    pinpoints = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
    config = LlavaNextConfig(
        vision_config=tower_config(CLIPVisionConfig, 336),
        text_config=text_config(LlamaConfig, tokenizer, tied),
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        image_grid_pinpoints=pinpoints,
        tie_word_embeddings=tied,
    )
    processor = LlavaNextProcessor(
        image_processor=LlavaNextImageProcessorPil(
            size={"shortest_edge": 336},
            crop_size={"height": 336, "width": 336},
            image_grid_pinpoints=pinpoints,
        ),
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=VICUNA,
    )
    return LlavaNextForConditionalGeneration(config), processor


def llava_onevision(tied: bool) -> tuple[Any, Any]:
    """LLaVA-OneVision: SigLIP tiles of 384 with 27 x 27 patches, 36 resolutions, at most 2 tiles.

    Real ones say `anyres_max_9`; 2 makes the shrinking happen with small pictures.
    """
    tokenizer = byte_level()
    images = LlavaOnevisionImageProcessorPil()
    config = LlavaOnevisionConfig(
        vision_config=tower_config(SiglipVisionConfig, 384),
        text_config=text_config(Qwen2Config, tokenizer, tied),
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        video_token_index=tokenizer.convert_tokens_to_ids("<video>"),
        image_grid_pinpoints=images.image_grid_pinpoints,
        vision_aspect_ratio="anyres_max_2",
        tie_word_embeddings=tied,
    )
    config.vision_config.vision_use_head = False  # as in the published checkpoints
    processor = StillProcessor(
        images,
        tokenizer,
        num_image_tokens=27 * 27,
        vision_feature_select_strategy="full",
        vision_aspect_ratio="anyres_max_2",
        chat_template=CHAT,
    )
    return LlavaOnevisionForConditionalGeneration(config), processor


FAMILIES: dict[str, Callable[[bool], tuple[Any, Any]]] = {
    "llava": llava,
    "demo": demo,
    "llava_next": llava_next,
    "llava_onevision": llava_onevision,
}


def build(
    folder: Path,
    family: str,
    *,
    planted: bool = False,
    tied: bool = False,
    dtype: torch.dtype = torch.float32,
) -> Path:
    """A checkpoint in `folder`, always the same for the same arguments."""
    torch.manual_seed(0)
    model, processor = FAMILIES[family](tied)
    with torch.no_grad():
        if planted:
            plant(model, processor.tokenizer)
        else:  # a gain of 1 would hide a norm that is applied twice
            model.model.language_model.norm.weight.uniform_(0.5, 1.5)
    model.generation_config.eos_token_id = processor.tokenizer.eos_token_id
    model.to(dtype).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def plant(model: Any, tokenizer: Any) -> None:
    """Red patches say " dog", others " grass": redness alone goes through tower and decoder."""
    inner = model.model
    for name, weight in inner.named_parameters():
        silent = ("out_proj", "fc2", "o_proj", "down_proj", "position_embedding", "patch_embed")
        if any(part in name for part in (*silent, "multi_modal_projector", "image_newline")):
            weight.zero_()
    for name, weight in inner.vision_tower.named_parameters():
        if name.endswith("patch_embedding.weight"):  # red minus blue, and its negative
            for channel, sign in ((0, 1.0), (2, -1.0)):
                weight[0, channel], weight[1, channel] = sign / 14**2, -sign / 14**2
    for layer in (inner.multi_modal_projector.linear_1, inner.multi_modal_projector.linear_2):
        layer.weight[0, 0], layer.weight[1, 1] = 3.0, 3.0
    model.lm_head.weight.mul_(0.01)
    for axis, word in enumerate((" dog", " grass")):
        model.lm_head.weight[entry(tokenizer, word), axis] = 2.0


def entry(tokenizer: Any, word: str) -> int:
    """The one vocabulary entry of a word with a space before it."""
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    return next(vocabulary[p] for p in (word.replace(" ", "Ġ"), word.replace(" ", "▁"))
                if p in vocabulary)  # fmt: skip


def png(picture: Image.Image) -> bytes:
    """The picture as the store would hold it."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """A picture of coloured noise."""
    generator = torch.Generator().manual_seed(seed)
    pixels = torch.randint(0, 256, (height, width, 3), generator=generator, dtype=torch.uint8)
    return Image.fromarray(pixels.numpy())


def job_for(card: Any, prompt: str = "What is in this image?", image: str = "a" * 64) -> Job:
    """A job that this model will take."""
    return Job(
        image=image, prompt=prompt, model=card.id, analysis="logit_lens", version=1, params={}
    )
