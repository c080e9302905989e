"""A still picture of a heatmap: for links pasted in a chat, and for papers."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from app.colours import coloured, table
from contract.figure import Heatmap
from contract.geometry import Box

SIZE = (1200, 630)
MARGIN = 32
PICTURE_SIDE = 566
PAPER, INK, QUIET = (255, 255, 255), (24, 26, 31), (95, 101, 112)
OPACITY = 0.62
CAUTION = "A patch can name what its neighbours show."


@dataclass(frozen=True)
class Caption:
    """The words beside the picture: one title, a few lines under it."""

    title: str
    lines: tuple[str, ...]


def heatmap_png(
    content: bytes, heatmap: Heatmap | None, box: Box | None, caption: Caption
) -> bytes:
    """1200 x 630 pixels: the picture with its map, title, legend and lines, as PNG.

    `box` is the area of the picture's pixels that the grid covers; None for all of it.
    """
    page = Image.new("RGB", SIZE, PAPER)
    with Image.open(io.BytesIO(content)) as stored:
        picture = stored.convert("RGB")
    full = picture.size
    picture = ImageOps.contain(picture, (PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS)
    if heatmap is not None:
        area = box or Box(left=0, top=0, right=full[0], bottom=full[1])
        picture = overlaid(picture, full, heatmap, area)
    width, height = picture.size
    page.paste(picture, (MARGIN + (PICTURE_SIDE - width) // 2, (SIZE[1] - height) // 2))
    write_caption(ImageDraw.Draw(page), page, heatmap, caption)
    buffer = io.BytesIO()
    page.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def overlaid(
    picture: Image.Image, full: tuple[int, int], heatmap: Heatmap, box: Box
) -> Image.Image:
    """The picture under the map's colours; pixels that the model did not see are greyed."""
    width, height = picture.size
    values = np.asarray(heatmap.values, dtype=np.float64)
    rows, cols = values.shape
    # Each pixel's centre in original pixels, then the patch that it lies in.
    x = (np.arange(width) + 0.5) * full[0] / width
    y = (np.arange(height) + 0.5) * full[1] / height
    col = np.floor((x - box.left) / (box.right - box.left) * cols).astype(int)
    row = np.floor((y - box.top) / (box.bottom - box.top) * rows).astype(int)
    seen = ((row >= 0) & (row < rows))[:, None] & ((col >= 0) & (col < cols))[None, :]
    at_pixels = values[np.clip(row, 0, rows - 1)][:, np.clip(col, 0, cols - 1)]
    colours = coloured(at_pixels, heatmap.low, heatmap.high, heatmap.scale)
    pixels = np.asarray(picture, dtype=np.float64)
    grey = pixels.mean(axis=2, keepdims=True) * 0.4 + 140
    mixed = np.where(seen[:, :, None], (1 - OPACITY) * pixels + OPACITY * colours, grey)
    return Image.fromarray(np.rint(mixed).astype(np.uint8))


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's built-in typeface: no font files to install, Latin letters only."""
    return ImageFont.load_default(size)


def write_caption(
    draw: ImageDraw.ImageDraw, page: Image.Image, heatmap: Heatmap | None, caption: Caption
) -> None:
    """Title, lines, legend and caution in the right half."""
    left, y = MARGIN * 2 + PICTURE_SIDE, MARGIN + 8
    draw.text((left, y), "PatchLens", fill=QUIET, font=font(22))
    y += 44
    for line in textwrap.wrap(printable(caption.title), 30)[:4] or [""]:
        draw.text((left, y), line, fill=INK, font=font(34))
        y += 44
    y += 12
    for paragraph in caption.lines:
        for line in textwrap.wrap(printable(paragraph), 50)[:3]:
            draw.text((left, y), line, fill=QUIET, font=font(21))
            y += 30
    if heatmap is not None:
        draw_legend(draw, page, heatmap, left)


def draw_legend(draw: ImageDraw.ImageDraw, page: Image.Image, heatmap: Heatmap, left: int) -> None:
    """The scale with its numbers, its unit and what can mislead, at the bottom."""
    width, top = SIZE[0] - left - MARGIN, SIZE[1] - MARGIN - 108
    bar = Image.fromarray(table(heatmap.scale)[None, :, :])
    page.paste(bar.resize((width, 18), Image.Resampling.BILINEAR), (left, top))
    small = font(19)
    draw.text((left, top + 26), f"{heatmap.low:.3g}", fill=INK, font=small)
    draw.text((left + width, top + 26), f"{heatmap.high:.3g}", fill=INK, font=small, anchor="ra")
    unit = printable(heatmap.unit)
    draw.text((left + width // 2, top + 26), unit, fill=QUIET, font=small, anchor="ma")
    draw.text((left, top + 68), CAUTION, fill=QUIET, font=font(17))


def printable(text: str) -> str:
    """The text on one line, with a mark in place of what has no shape."""
    spaced = " ".join(text.split())
    return "".join(character if character.isprintable() else "\ufffd" for character in spaced)
