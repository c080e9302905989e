"""The published tokenizer with an image token and a chat template for pictures."""

from demo.language import plain
from demo.probe import Probe


def test_the_template_puts_the_picture_first(probe: Probe) -> None:
    talk = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What?"}]}]
    text = probe.processor.apply_chat_template(talk, add_generation_prompt=True)
    assert text == "<|im_start|>user\n<image>\nWhat?<|im_end|>\n<|im_start|>assistant\n"


def test_plain_text_needs_no_list(probe: Probe) -> None:
    talk = [{"role": "user", "content": "Hello"}]
    text = probe.processor.tokenizer.apply_chat_template(talk, tokenize=False)
    assert text == "<|im_start|>user\nHello<|im_end|>\n"


def test_where_the_file_came_from_is_forgotten() -> None:
    assert plain({"_name_or_path": "x", "hidden_size": 4}) == {"hidden_size": 4}
