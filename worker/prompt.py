"""From a picture and a prompt to the model's inputs, with every position's meaning.

The grid is read off the ids that the processor expanded. A prompt is hostile text: whatever the
tokenizer would take for one of its special tokens is refused, never passed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image
from torch import Tensor

from contract.artifact import Segment
from contract.errors import PromptRefused
from contract.geometry import Geometry
from worker.layout import Family, Seen

MARK = "\ue000"  # private use: stands in for the prompt while the template is measured


@dataclass(frozen=True, eq=False)
class Encoded:
    """What goes into the model.

    `ids`: (1, positions). `pixels`: the processor's other outputs, by argument name.
    """

    ids: Tensor
    pixels: dict[str, Tensor]
    segments: list[Segment]
    geometry: Geometry


def encode(
    picture: Image.Image, prompt: str, processor: Any, family: Family, config: Any
) -> Encoded:
    """Inputs for one RGB picture and one prompt; raises `PromptRefused`."""
    refuse_markup(prompt, processor)
    text = render(prompt, processor, family)
    whole = text.startswith(processor.tokenizer.bos_token or MARK)
    made = processor(
        images=picture,
        text=text,
        return_tensors="pt",
        add_special_tokens=not whole,
        input_data_format="channels_last",
    )
    ids = made["input_ids"]
    longest = getattr(config.get_text_config(), "max_position_embeddings", None)
    if longest and ids.shape[1] >= longest:
        raise PromptRefused(
            f"Picture and prompt make {ids.shape[1]:,} tokens; the model takes {longest:,}.",
            hint="Ask a shorter question.",
        )
    image = image_positions(ids, processor)
    geometry = family.geometry(
        Seen(picture.width, picture.height, tuple(made["pixel_values"].shape), image, processor,
             config)
    )  # fmt: skip
    pixels = {name: made[name] for name in ("pixel_values", *family.extras)}
    return Encoded(ids, pixels, segments_of(ids, image, prompt, processor, family), geometry)


def image_positions(ids: Tensor, processor: Any) -> list[int]:
    """Where image tokens stand in `ids` (1, positions)."""
    found: list[int] = (ids[0] == processor.image_token_id).nonzero()[:, 0].tolist()
    return found


def refuse_markup(prompt: str, processor: Any) -> None:
    """Raise `PromptRefused` if the tokenizer would read a special token in the prompt."""
    if not prompt.strip():
        raise PromptRefused("The prompt is empty.", hint="Ask a question about the picture.")
    tokenizer = processor.tokenizer
    special = {str(token) for token in tokenizer.all_special_tokens} | {processor.image_token}
    special |= {t.content for t in tokenizer.added_tokens_decoder.values() if t.special}
    found = [token for token in special if token and token in prompt]
    ids = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    unknown = tokenizer.unk_token_id
    found += [
        tokenizer.convert_ids_to_tokens(i)
        for i in ids
        if i in tokenizer.all_special_ids and i != unknown
    ]
    if found:
        token = max(found, key=len)
        raise PromptRefused(
            f"The prompt contains {token!r}, which this model reads as a command, not as text.",
            hint="Leave it out, or write it with spaces in between.",
        )


def render(prompt: str, processor: Any, family: Family) -> str:
    """The prompt in the checkpoint's chat template, or in its family's."""
    template = processor.chat_template or processor.tokenizer.chat_template
    if not template:
        return family.template.format(image=processor.image_token, prompt=prompt)
    content = [{"type": "image"}, {"type": "text", "text": prompt}]
    text: str = processor.apply_chat_template(
        [{"role": "user", "content": content}],
        chat_template=template,
        add_generation_prompt=True,
        tokenize=False,
    )
    return text


def segments_of(
    ids: Tensor, image: list[int], prompt: str, processor: Any, family: Family
) -> list[Segment]:
    """What each position belongs to: the picture, the prompt, or the template around them."""
    count = ids.shape[1]
    rest = [position for position in range(count) if position not in set(image)]
    segments: list[Segment] = ["system"] * count
    for position in image:
        segments[position] = "image"
    around = render(MARK, processor, family).partition(MARK)
    text = render(prompt, processor, family)
    start, end = len(around[0]), len(text) - len(around[2])
    spans = offsets(text, processor)
    # Tokens are matched from the end: a tokenizer may put a beginning-of-text token in front.
    for position, (left, right) in zip(reversed(rest), reversed(spans), strict=False):
        if left < end and right > start and right > left:
            segments[position] = "prompt"
    return segments


def offsets(text: str, processor: Any) -> list[tuple[int, int]]:
    """Where each token of `text` stands in it, image tokens left out."""
    made = processor.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    pairs = zip(made["input_ids"], made["offset_mapping"], strict=True)
    return [tuple(span) for token, span in pairs if token != processor.image_token_id]
