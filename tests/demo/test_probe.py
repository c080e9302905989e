"""The probe agrees with the ordinary way of running the model."""

import torch
from PIL import Image

from demo.parts import PROJECT
from demo.probe import Probe

PICTURE = PROJECT / "demo" / "gallery" / "cat.jpg"


def test_the_answer_is_the_one_generate_gives(probe: Probe) -> None:
    text = "<|im_start|>user\n<image>\nWhat is this?<|im_end|>\n<|im_start|>assistant\n"
    given = probe.processor(images=Image.open(PICTURE), text=text, return_tensors="pt")
    given = given.to(torch.bfloat16)
    said = probe.model.generate(**given, max_new_tokens=6, do_sample=False)
    expected = probe.processor.decode(said[0, given["input_ids"].shape[1] :], True)
    found = probe.read(probe.image_tokens(PICTURE)).answer("What is this?", 6)
    assert found.split()[:3] == expected.split()[:3]


def test_the_last_lens_is_a_distribution(probe: Probe) -> None:
    reading = probe.read(probe.image_tokens(PICTURE))
    total = reading.lens(len(reading.states) - 1).exp().sum(-1)
    torch.testing.assert_close(total, torch.ones(256), atol=1e-3, rtol=0)
    assert reading.states.shape[:2] == (31, 256)


def test_the_mean_token_of_one_picture_is_its_mean(probe: Probe) -> None:
    tokens = probe.image_tokens(PICTURE).float()
    torch.testing.assert_close(probe.mean_token([PICTURE]), tokens.mean(0))
