"""Which prompts can be put to a model, and why the others cannot."""

from __future__ import annotations

import re
import unicodedata

from contract.errors import PromptRefused

# Text that a chat template or a tokenizer treats as structure: it would move the image tokens
# or open a turn of its own, and every patch number after it would be wrong.
MARKUP = re.compile(
    r"<\|[^|<>\s]{1,40}\|>"
    r"|<<\s*/?\s*SYS\s*>>"
    r"|\[\s*/?\s*(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|IMG)\s*\]"
    r"|<\s*/?\s*(?:image|img|video|audio|s|bos|eos|pad|unk|mask|sep|cls|im_start|im_end"
    r"|im_patch|vision_start|vision_end|image_soft_token|start_of_image|end_of_image"
    r"|start_of_turn|end_of_turn|think)(?:_\d+|\d+)?\s*/?\s*>"
    r"|<(?:0x[0-9A-Fa-f]{2})>",
    re.IGNORECASE,
)
ROLE = re.compile(r"^[ \t]*(?:USER|ASSISTANT|SYSTEM|HUMAN|GPT|### ?(?:Human|Assistant)):", re.M)
ALLOWED_CONTROLS = "\n\t"


def checked_prompt(prompt: str, most_characters: int) -> str:
    """The prompt without space around it; raises `PromptRefused` saying what is wrong."""
    prompt = prompt.replace("\r\n", "\n").strip()
    if not prompt:
        raise PromptRefused("The prompt is empty.", hint="Ask a question about the picture.")
    if len(prompt) > most_characters:
        raise PromptRefused(
            f"The prompt is {len(prompt):,} characters long; at most {most_characters:,} are read.",
            hint="Shorten it.",
        )
    refuse_controls(prompt)
    found = MARKUP.search(prompt) or ROLE.search(prompt)
    if found:
        raise PromptRefused(
            f"The prompt holds {found.group().strip()!r}, which is markup of chat templates.",
            hint="Ask in plain words: the picture and the turns are added for you.",
        )
    return prompt


def refuse_controls(prompt: str) -> None:
    """Raise `PromptRefused` for characters that have no shape and are no white space."""
    for character in prompt:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs"} and character not in ALLOWED_CONTROLS:
            raise PromptRefused(
                f"The prompt holds the control character U+{ord(character):04X}.",
                hint="Delete it; it may have come along with a copied text.",
            )
