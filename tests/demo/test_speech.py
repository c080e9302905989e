"""Plain speech to be kept."""

from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM

from demo.material import Published, frozen
from demo.speech import remembered, spoken
from demo.tower import EfficientNetLiteConfig, EfficientNetLiteTower


@pytest.fixture
def parts() -> Published:
    """A random decoder; every word is token 5."""
    config = LlamaConfig(
        vocab_size=16, hidden_size=8, intermediate_size=8, num_hidden_layers=1,
        num_attention_heads=1, num_key_value_heads=1, pad_token_id=2,
    )  # fmt: skip
    torch.manual_seed(0)
    model = frozen(LlamaForCausalLM(config))
    tower = EfficientNetLiteTower(EfficientNetLiteConfig())
    return Published(model, lambda t: [5] * len(t.split()), str, 3, tower, nn.Linear(2, 2))


def test_the_question_comes_first_and_the_answer_is_short(parts: Published) -> None:
    (said,) = spoken(parts, ("What now?",), length=4)
    asked = len(["<|im_start|>user", "What", "now?<|im_end|>", "<|im_start|>assistant"])
    assert said[:asked] == [5] * asked
    assert len(said) <= asked + 4


def test_speech_is_written_down_once(parts: Published, tmp_path: Path) -> None:
    path = tmp_path / "texts.json"
    path.write_text("[[1, 2, 3]]")
    assert remembered(path, parts) == [[1, 2, 3]]
