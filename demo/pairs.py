"""Pictures of one dominant thing, and two of them put side by side."""

from collections.abc import Sequence

from PIL import Image

from demo.pictures import BoxedPicture
from demo.words import mentions

DOMINANT = 0.15  # least share of the picture
AHEAD = 2.0  # times as large as whatever comes next
SIDE = 512  # pixels of a pair


def dominant(picture: BoxedPicture) -> str | None:
    """The one class whose boxes cover at least DOMINANT of the picture and AHEAD times as much as
    any other's; None where there is none, or where a crowd of unknown extent is there as well.
    """
    total = {n: sum(b.area for b in picture.boxes if b.name == n) for n in picture.names}
    sizes = [*sorted(total.values(), reverse=True), 0.0]
    if picture.crowded or sizes[0] < DOMINANT or sizes[0] < AHEAD * sizes[1]:
        return None
    return picture.names[0]


def pairs(pictures: Sequence[BoxedPicture]) -> dict[int, int]:
    """For every picture of a dominant thing the next one (in a circle) with another thing.

    Names of which one holds the other (dog, hot dog) are not put together.
    """
    named = [(i, name) for i, p in enumerate(pictures) if (name := dominant(p))]
    found = {}
    for place, (i, name) in enumerate(named):
        others = named[place + 1 :] + named[:place]
        fitting = [j for j, n in others if not (mentions(n, name) or mentions(name, n))]
        if fitting:
            found[i] = fitting[0]
    return found


def half(picture: BoxedPicture) -> Image.Image:
    """The largest upright 1 : 2 part of a picture around the largest box of its dominant thing."""
    box = max((b for b in picture.boxes if b.name == picture.names[0]), key=lambda b: b.area)
    with Image.open(picture.path) as file:
        image = file.convert("RGB")
    height = min(image.height, 2 * image.width)
    left = around((box.left + box.right) / 2 * image.width, height / 2, image.width)
    top = around((box.top + box.bottom) / 2 * image.height, height, image.height)
    part = (left, top, left + height / 2, top + height)
    return image.resize((SIDE // 2, SIDE), Image.Resampling.BICUBIC, part)


def around(centre: float, length: float, limit: float) -> float:
    """Where a stretch of `length` starts that lies around `centre` and within 0 to `limit`."""
    return min(max(centre - length / 2, 0.0), limit - length)


def beside(left: BoxedPicture, right: BoxedPicture) -> Image.Image:
    """(SIDE, SIDE) picture: the two things side by side."""
    pair = Image.new("RGB", (SIDE, SIDE))
    pair.paste(half(left), (0, 0))
    pair.paste(half(right), (SIDE // 2, 0))
    return pair
