"""Which objects a study looks at: the paper's filter and a loose one, with a count at each step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from contract.study import LabelledPicture, Thing

Preset = Literal["paper", "loose"]
Chosen = tuple[LabelledPicture, Thing]
Fits = Callable[[LabelledPicture, Thing], bool]

MOST_THINGS = 3
PAPER_AREA = (1_000, 2_000)
"""Square pixels."""
LOOSE_SHARE = (0.02, 0.6)
"""Of the picture's area."""


class Params(BaseModel, extra="forbid"):
    """What every study's form asks."""

    preset: Preset = Field(
        "paper",
        title="Objects",
        description="paper: small, alone, at most 3 in the picture, unnamed without the picture; "
        "loose: 2 to 60 % of the picture, alone",
    )
    seed: int = Field(0, ge=0, le=2**31, title="Seed", description="of every random draw")
    max_tokens: int = Field(
        64, ge=1, le=200, title="Tokens", description="longest description; the paper lets 200"
    )

    @property
    def strict(self) -> bool:
        """Whether what is named although the picture is noise is left out."""
        return self.preset == "paper"


class Step(BaseModel):
    """How many objects are left after a step of the filter."""

    title: str
    left: int


def few(picture: LabelledPicture, thing: Thing) -> bool:
    """Whether the picture has at most three annotations."""
    return len(picture.things) <= MOST_THINGS


def alone(picture: LabelledPicture, thing: Thing) -> bool:
    """Whether no other object in the picture is of this class."""
    return sum(other.word == thing.word for other in picture.things) == 1


def small(picture: LabelledPicture, thing: Thing) -> bool:
    """Whether the object has the paper's size."""
    return thing.region is not None and PAPER_AREA[0] <= thing.region.area <= PAPER_AREA[1]


def sized(picture: LabelledPicture, thing: Thing) -> bool:
    """Whether the object is neither a speck nor the whole picture; without a place nobody knows."""
    if thing.region is None:
        return True
    share = thing.region.area / (picture.width * picture.height)
    return LOOSE_SHARE[0] <= share <= LOOSE_SHARE[1]


STEPS: dict[Preset, list[tuple[str, Fits]]] = {
    "paper": [
        ("in a picture with at most 3 annotations", few),
        ("the only one of its class there", alone),
        ("of 1,000 to 2,000 px²", small),
    ],
    "loose": [
        ("the only one of its class in the picture", alone),
        ("2 to 60 % of the picture", sized),
    ],
}


def chosen_things(
    pictures: Sequence[LabelledPicture], preset: Preset
) -> tuple[list[Chosen], list[Step]]:
    """The objects that pass the preset, in the pictures' order, and the count at each step."""
    left = [(picture, thing) for picture in pictures for thing in picture.things]
    steps = [Step(title="annotated objects", left=len(left))]
    for title, fits in STEPS[preset]:
        left = [(picture, thing) for picture, thing in left if fits(picture, thing)]
        steps.append(Step(title=title, left=len(left)))
    return left, steps


def picture_seed(seed: int, picture: LabelledPicture) -> int:
    """A picture's own seed: the same whatever other pictures are studied."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{picture.image}".encode()).digest()[:4]) // 2
