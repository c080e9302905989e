"""The word that one vocabulary piece of a text belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"\w+(?:['’]\w+)*")


def whole_word(pieces: Sequence[str], index: int) -> str:
    """The first whole word that touches piece `index` of a text cut into `pieces`.

    A piece without letters or digits is its own word. White space is none, and neither is a part
    of a character that was cut between pieces (U+FFFD): they give "".
    """
    start = sum(len(piece) for piece in pieces[:index])
    end = start + len(pieces[index])
    for found in WORD.finditer("".join(pieces)):
        if found.start() < end and found.end() > start:
            return found.group()
    return pieces[index].replace("\ufffd", "").strip()
