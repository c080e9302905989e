"""Where pixels go on their way through an image processor, and how to find the way back.

Every step of a processor (resize, crop, pad) stretches and shifts each axis, so the way back from
any of them is one division and one subtraction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contract.geometry import Box


@dataclass(frozen=True)
class Canvas:
    """A picture part-way through: its size now, and `now = original * scale + shift`."""

    width: int
    height: int
    scale_x: float = 1.0
    scale_y: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    steps: tuple[str, ...] = ()

    def resized(self, width: int, height: int) -> Canvas:
        """Stretched to another size."""
        x, y = width / self.width, height / self.height
        return replace(
            self,
            width=width,
            height=height,
            scale_x=self.scale_x * x,
            scale_y=self.scale_y * y,
            shift_x=self.shift_x * x,
            shift_y=self.shift_y * y,
            steps=(*self.steps, f"resized to {width} x {height}"),
        )

    def centred(self, width: int, height: int) -> Canvas:
        """Cropped, or padded where it is too small, around its centre.

        The odd pixel falls where `transformers.image_transforms.center_crop` lets it fall.
        """
        left, top = -((self.width - width) // 2), -((self.height - height) // 2)
        return self._moved(width, height, left, top)

    def padded(self, width: int, height: int) -> Canvas:
        """Padded around its centre; the odd pixel goes to the right and to the bottom."""
        left, top = (width - self.width) // 2, (height - self.height) // 2
        return self._moved(width, height, left, top)

    def _moved(self, width: int, height: int, left: int, top: int) -> Canvas:
        if (width, height, left, top) == (self.width, self.height, 0, 0):
            return self
        cut = width < self.width or height < self.height
        added = width > self.width or height > self.height
        words = " and ".join(["cropped"] * cut + ["padded"] * added)
        return replace(
            self,
            width=width,
            height=height,
            shift_x=self.shift_x + left,
            shift_y=self.shift_y + top,
            steps=(*self.steps, f"{words} to {width} x {height} around the centre"),
        )

    def original(self, area: Box) -> Box:
        """The original pixels under an area of this canvas."""
        return Box(
            left=(area.left - self.shift_x) / self.scale_x,
            top=(area.top - self.shift_y) / self.scale_y,
            right=(area.right - self.shift_x) / self.scale_x,
            bottom=(area.bottom - self.shift_y) / self.scale_y,
        )

    def whole(self) -> Box:
        """The original pixels under the whole canvas."""
        return self.original(Box(left=0, top=0, right=self.width, bottom=self.height))


def edge(size: Any, name: str) -> int | None:
    """`height`, `width` or `shortest_edge` of a processor's size setting, or None."""
    value = size.get(name) if isinstance(size, Mapping) else getattr(size, name, None)
    return None if value is None else int(value)


def resized_as(canvas: Canvas, size: Any) -> Canvas:
    """Resized by a processor's `size`: a fixed height and width, or the shortest edge."""
    height, width = edge(size, "height"), edge(size, "width")
    if height and width:
        return canvas.resized(width, height)
    short = edge(size, "shortest_edge")
    if not short:
        raise ValueError(f"Cannot tell how the processor resizes: {size!r}")
    long = int(short * max(canvas.width, canvas.height) / min(canvas.width, canvas.height))
    return canvas.resized(*((short, long) if canvas.width <= canvas.height else (long, short)))


def fitted(canvas: Canvas, width: int, height: int) -> Canvas:
    """Resized to lie inside width x height with its proportions kept, then padded to it."""
    x, y = width / canvas.width, height / canvas.height
    if x < y:
        inside = canvas.resized(width, min(math.ceil(canvas.height * x), height))
    else:
        inside = canvas.resized(min(math.ceil(canvas.width * y), width), height)
    return inside.padded(width, height)
