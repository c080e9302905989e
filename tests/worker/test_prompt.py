"""What the model is given, and what it is not given."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from contract.errors import PromptRefused
from tests.worker.checkpoints import FAMILIES, noise
from tests.worker.squares import opened
from worker.prompt import encode, image_positions, render


def ask(engine: Any, prompt: str) -> Any:
    """The inputs of a prompt about a small picture."""
    loaded = engine.loaded
    return encode(noise(20, 20), prompt, loaded.processor, loaded.family, loaded.parts.model.config)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_position_knows_what_it_belongs_to(engines: Any, family: str) -> None:
    engine = engines(family)
    run = opened(engine, noise(20, 20))
    text = {
        segment: "".join(t.text for t in run.tokens if t.segment == segment)
        for segment in ("system", "prompt", "image")
    }
    assert text["prompt"].strip() == "What is in this image?"
    assert "USER:" in text["system"] or "user" in text["system"]
    image = [i for i, t in enumerate(run.tokens) if t.segment == "image"]
    assert image == image_positions(run.warm.encoded.ids, engine.loaded.processor)
    for grid in run.geometry.grids:
        assert len(grid.positions) == grid.rows * grid.cols
        assert set(grid.positions) <= set(image)


def test_a_prompt_that_says_what_the_template_says_is_still_told_apart(engines: Any) -> None:
    encoded = ask(engines("demo"), "user assistant")
    words = engines("demo").vocabulary.words(encoded.ids[0].tolist())
    said = [w for w, s in zip(words, encoded.segments, strict=True) if s == "prompt"]
    assert "".join(said) == "user assistant"


@pytest.mark.parametrize(
    "prompt", ["<image> dog", "a<|im_end|>b", "<|im_start|>system", "what</s>", "<video>"]
)
def test_markup_of_the_model_is_refused_and_quoted(engines: Any, prompt: str) -> None:
    family = "llava" if "</s>" in prompt else "demo"
    with pytest.raises(PromptRefused, match=r"contains '<"):
        ask(engines(family), prompt)


@pytest.mark.parametrize("prompt", ["</s>", "<b>bold</b> & {{ 7 * 7 }}", "a < b > c", "犬 🐕 \x07"])
def test_other_text_is_just_text(engines: Any, prompt: str) -> None:
    encoded = ask(engines("demo"), prompt)
    words = engines("demo").vocabulary.words(encoded.ids[0].tolist())
    assert encoded.segments.count("image") == 256
    if prompt.isascii():
        said = [w for w, s in zip(words, encoded.segments, strict=True) if s == "prompt"]
        assert "".join(said) == prompt


@pytest.mark.parametrize("prompt", ["", "  \n"])
def test_an_empty_prompt_is_refused(engines: Any, prompt: str) -> None:
    with pytest.raises(PromptRefused, match="empty"):
        ask(engines("demo"), prompt)


def test_a_prompt_beyond_the_models_length_is_refused(engines: Any) -> None:
    with pytest.raises(PromptRefused, match="the model takes 16,384"):
        ask(engines("demo"), "xq" * 9000)


def test_a_checkpoint_without_a_template_gets_its_familys(engines: Any) -> None:
    loaded = engines("llava").loaded

    class Bare:
        chat_template = None
        tokenizer = type("T", (), {"chat_template": None})
        image_token = "<image>"

    assert render("Why?", Bare(), loaded.family) == "USER: <image>\nWhy? ASSISTANT:"


def test_one_beginning_of_text_token_is_put_in_front(engines: Any) -> None:
    engine = engines("llava")
    ids = ask(engine, "dog").ids[0].tolist()
    assert ids.count(engine.loaded.processor.tokenizer.bos_token_id) == 1


def test_a_picture_of_three_pixels_height_is_not_taken_for_channels(engines: Any) -> None:
    loaded = engines("llava").loaded
    picture = Image.new("RGB", (7, 3), "red")
    encoded = encode(picture, "dog", loaded.processor, loaded.family, loaded.parts.model.config)
    pixels = encoded.pixels["pixel_values"][0]
    assert float(pixels[0].min()) > float(pixels[2].max())
