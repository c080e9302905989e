"""Decode one upload. Runs only in the throw-away process of `app.decoder`; imports no web code.

Formats are an allow-list and sizes are checked before a pixel is decoded, because decoders are
where hostile files do harm.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LONGEST_SIDE = 16384
STORED_SIDE = 2048
JPEG = {"JPEG", "MPO"}  # phones write MPO: a JPEG with a second one behind it
DRAFT_SIDE = 1536
THUMBNAIL_SIDE = 320


@dataclass(frozen=True)
class Limits:
    """Most pixels that are decoded."""

    pixels: int
    jpeg_pixels: int


@dataclass(frozen=True)
class Refusal:
    """Why the file was not taken: `kind` is a class of `app.problems` in lower case words."""

    kind: str
    detail: str


@dataclass(frozen=True)
class Decoded:
    """Our own encoding of the picture, upright and without metadata. Sizes in pixels."""

    content: bytes
    thumbnail: bytes
    format: str
    width: int
    height: int


def decode(content: bytes, limits: Limits) -> Decoded | Refusal:
    """The picture in `content`, long side at most `STORED_SIDE`, or why not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None  # our own limits come first, and differ by format
        try:
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
        except UnidentifiedImageError:
            return Refusal("not a picture", foreign_format(content))
        except Exception as error:
            return Refusal("broken", f"Its header cannot be read ({type(error).__name__}).")
        refusal = too_large(picture, limits)
        if refusal is not None:
            return refusal
        try:
            return encoded(upright(picture), picture.format or "")
        except MemoryError:
            return Refusal("too large", "Decoding it needs too much memory.")
        except Exception as error:
            return Refusal("broken", f"Its pixels cannot be decoded ({type(error).__name__}).")


def foreign_format(content: bytes) -> str:
    """What the file seems to be, from its first bytes."""
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"msf1"}:
        return "This is a HEIC photograph. Export it as JPEG and send that."
    start = content[:256].lstrip().lower()
    if start.startswith((b"<svg", b"<?xml")):
        return "This is an SVG drawing. Export it as PNG and send that."
    if start.startswith((b"<!doctype html", b"<html")):
        return "This is a web page, not a picture."
    return "The file's first bytes are those of no format that is read here."


def too_large(picture: Image.Image, limits: Limits) -> Refusal | None:
    """A refusal if the header promises more pixels than allowed."""
    width, height = picture.size
    most = limits.jpeg_pixels if picture.format in JPEG else limits.pixels
    if width < 1 or height < 1:
        return Refusal("broken", f"It says that it is {width} x {height} pixels large.")
    if width * height <= most and max(width, height) <= LONGEST_SIDE:
        return None
    return Refusal(
        "too large",
        f"It is {width:,} x {height:,} pixels large; at most {most / 1e6:g} megapixels and "
        f"{LONGEST_SIDE:,} pixels a side are decoded for {picture.format}.",
    )


def upright(picture: Image.Image) -> Image.Image:
    """The first frame as RGB, shrunk, turned as EXIF says, on white where it is transparent."""
    # JPEG can decode at a half, a quarter or an eighth: 8000 x 5000 needs 73 instead of 323 MB,
    # and a phone's 4000 x 3000 becomes 2000 x 1500 without ever being decoded whole.
    scale = DRAFT_SIDE / max(picture.size)
    picture.draft("RGB", (int(picture.width * scale), int(picture.height * scale)))
    picture.load()
    orientation = picture.getexif().get(0x0112)
    if picture.mode.startswith("I"):  # 16-bit grey, which Pillow would cut off at 255
        flat = reduced(picture.convert("I").point(lambda value: value / 257).convert("L"))
        flat = flat.convert("RGB")
    elif picture.has_transparency_data:
        shrunk = reduced(picture.convert("RGBA"))
        flat = Image.new("RGB", shrunk.size, (255, 255, 255))
        flat.paste(shrunk, mask=shrunk.getchannel("A"))
    else:
        flat = reduced(picture.convert("RGB"))
    bare = Image.new("RGB", flat.size)
    bare.paste(flat)
    if orientation in range(2, 9):
        bare.getexif()[0x0112] = orientation
        bare = ImageOps.exif_transpose(bare)
    return bare


def reduced(picture: Image.Image, side: int = STORED_SIDE) -> Image.Image:
    """The picture with its long side at most `side`; small ones stay as they are."""
    if max(picture.size) > side:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture


def encoded(picture: Image.Image, source: str) -> Decoded:
    """JPEG stays JPEG (quality 95, full colour resolution), everything else becomes PNG."""
    main, small = io.BytesIO(), io.BytesIO()
    if source in JPEG:
        picture.save(main, "JPEG", quality=95, subsampling=0)
    else:
        picture.save(main, "PNG", compress_level=3)
    width, height = picture.size
    reduced(picture.copy(), THUMBNAIL_SIDE).save(small, "JPEG", quality=80)
    kind = "jpeg" if source in JPEG else "png"
    return Decoded(main.getvalue(), small.getvalue(), kind, width, height)
