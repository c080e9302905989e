"""The published model's plain speech, which training is to leave as it is."""

import json
from pathlib import Path
from typing import Any

import torch

from demo.material import Published
from demo.texts import KEPT


def spoken(parts: Published, questions: tuple[str, ...], length: int = 72) -> list[list[int]]:
    """The published model's own answers to plain questions, with the questions, as tokens."""
    model: Any = parts.language
    texts = []
    for question in questions:
        asked = f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
        prompt = torch.tensor([parts.encode(asked)])
        with torch.inference_mode():
            said = model.generate(
                prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=length,
                do_sample=False, pad_token_id=2, eos_token_id=2,
            )  # fmt: skip
        texts.append(said[0].tolist())
    return texts


def remembered(path: Path, parts: Published) -> list[list[int]]:
    """The published model's plain speech, from the file where an earlier run wrote it."""
    if not path.is_file():
        path.write_text(json.dumps(spoken(parts, KEPT)))
    texts: list[list[int]] = json.loads(path.read_text())
    return texts
