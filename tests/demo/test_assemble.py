"""What the finished folder is."""

import json
from pathlib import Path

import torch
from transformers import AutoProcessor, LlavaForConditionalGeneration

from demo.assemble import SPLIT
from demo.parts import WEIGHTS
from demo.probe import Probe


def test_it_is_an_ordinary_llava(folder: Path, probe: Probe) -> None:
    assert isinstance(probe.model, LlavaForConditionalGeneration)
    assert probe.model.dtype == torch.bfloat16
    assert probe.grid == 16
    processor = AutoProcessor.from_pretrained(folder)
    assert processor.tokenizer("<image>")["input_ids"] == [probe.model.config.image_token_id]
    assert json.loads((folder / "config.json").read_text())["model_type"] == "llava"


def test_it_says_which_pictures_it_has_seen_and_what_it_is(folder: Path) -> None:
    assert (folder / SPLIT).read_bytes() == WEIGHTS.with_name(SPLIT).read_bytes()
    assert json.loads((folder / "patchlens.json").read_text())["name"] == "demo"
