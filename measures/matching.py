"""Does a text name a thing?"""

from __future__ import annotations

import re

IRREGULAR = {
    "child": "children",
    "foot": "feet",
    "goose": "geese",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "tooth": "teeth",
    "woman": "women",
}
HISSING = ("s", "x", "z", "ch", "sh")


def says(text: str, word: str) -> bool:
    """Whether `text` holds `word`, or its plain English plural, as a whole word.

    Case and the kind of space do not count. An empty word is in no text; "car" is not in "cart".
    """
    parts = word.casefold().split()
    if not parts:
        return False
    start = "".join(rf"{re.escape(part)}\s+" for part in parts[:-1])
    forms = "|".join(re.escape(form) for form in (parts[-1], *plurals(parts[-1])))
    return re.search(rf"(?<!\w){start}(?:{forms})(?!\w)", text.casefold()) is not None


def plurals(word: str) -> list[str]:
    """The plural spellings of a noun in lower case that are worth looking for."""
    if word in IRREGULAR:
        return [IRREGULAR[word]]
    found = [word + "es" if word.endswith(HISSING) else word + "s"]
    if word.endswith("o"):
        found.append(word + "es")
    if re.search(r"[^aeiou]y$", word):
        found = [word[:-1] + "ies"]
    if word.endswith(("f", "fe")):
        found.append(word.removesuffix("e").removesuffix("f") + "ves")
    return found
