"""The published language model and its tokenizer, de-quantised out of the GGUF file."""

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, PreTrainedTokenizerFast
from transformers.utils import logging

IMAGE_TOKEN = "<image>"
SPARE_TOKEN = "<filename>"  # a special token of the vocabulary that chat never uses

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}{{ '<image>\n' }}"
    "{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}"
    "{{ '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def load_language(gguf: Path) -> tuple[LlamaConfig, dict[str, Tensor]]:
    """The text configuration and the float32 weights, named as in `LlamaForCausalLM`."""
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model: Any = AutoModelForCausalLM.from_pretrained(
        gguf.parent, gguf_file=gguf.name, dtype=torch.float32
    )
    config = LlamaConfig(**plain(model.config.to_dict()))
    weights = {k: v for k, v in model.state_dict().items() if k != "lm_head.weight"}
    return config, weights


def plain(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration without what only describes the file it came from."""
    dropped = {"quantization_config", "_name_or_path", "transformers_version", "architectures"}
    return {k: v for k, v in config.items() if k not in dropped}


def load_tokenizer(gguf: Path) -> PreTrainedTokenizerFast:
    """The published tokenizer; one spare special token becomes the image token."""
    published: Any = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    state = json.loads(published.backend_tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    vocabulary[IMAGE_TOKEN] = vocabulary.pop(SPARE_TOKEN)
    for token in state["added_tokens"]:
        if token["content"] == SPARE_TOKEN:
            token["content"] = IMAGE_TOKEN
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=Tokenizer.from_str(json.dumps(state)),
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        unk_token="<|endoftext|>",
        extra_special_tokens={"image_token": IMAGE_TOKEN},
        chat_template=CHAT_TEMPLATE,
        model_max_length=8192,
        clean_up_tokenization_spaces=False,
    )
