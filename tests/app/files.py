"""Files to upload: honest ones with a number in their pixels, and hostile ones made on the spot."""

from __future__ import annotations

import io
import itertools
import struct
import zlib

import numpy as np
from PIL import Image

counter = itertools.count()


def pixels(width: int = 48, height: int = 32, seed: int | None = None) -> Image.Image:
    """A picture that no other test has: smooth, so that JPEG keeps it nearly."""
    rng = np.random.default_rng(next(counter) if seed is None else seed)
    coarse = Image.fromarray(rng.integers(0, 256, (4, 6, 3), dtype=np.uint8))
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def photograph(seed: int | None = None) -> bytes:
    return saved(pixels(seed=seed), quality=95)


def with_exif(picture: Image.Image, orientation: int) -> bytes:
    """A JPEG with an orientation, a camera's name and a place on earth."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 14.0)
    return saved(picture, "JPEG", quality=100, subsampling=0, exif=exif)


TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def turned(upright: Image.Image, orientation: int) -> Image.Image:
    """What a camera held that way stores, so that the orientation turns it upright again."""
    turn = TURNS[orientation]
    return upright if turn is None else upright.transpose(turn)


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data) & 0xFFFFFFFF
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png(
    width: int, height: int, bits: int, kind: int, raw: bytes = b"", extra: bytes = b""
) -> bytes:
    """A PNG whose header says what it likes."""
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", raw or zlib.compress(b"\0" * 16))
        + chunk(b"IEND", b"")
    )


def zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    block = b"\0" * 1_000_000
    return b"".join(packer.compress(block) for _ in range(size // 1_000_000)) + packer.flush()


def gif(width: int, height: int, frames: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"\x21\xf9\x04\0\0\0\0\0"
    frame = control + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\0"
    return head + frame * frames + b";"


def jpeg_header(width: int, height: int) -> bytes:
    data = bytearray(saved(Image.new("RGB", (64, 64))))
    struct.pack_into(">HH", data, data.find(b"\xff\xc0") + 5, height, width)
    return bytes(data)


def text_bomb(kind: bytes) -> bytes:
    return png(8, 8, 8, 0, extra=chunk(kind, b"k\0\0" + zeros(100_000_000)))


BOMBS = {
    "one-bit 60000 x 60000": lambda: png(60000, 60000, 1, 0, zeros(50_000_000)),
    "two thousand million pixels a side": lambda: png(2**31 - 1, 2**31 - 1, 8, 6),
    "text of 100 MB": lambda: text_bomb(b"zTXt"),
    "profile of 100 MB": lambda: text_bomb(b"iCCP"),
    "GIF screen of 65535 x 65535": lambda: gif(65535, 65535, 1),
    "JPEG header of 65500 x 65500": lambda: jpeg_header(65500, 65500),
    "39 megapixels of nothing": lambda: png(6250, 6250, 8, 6, zeros(156_000_000)),
}
FOREIGN = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif and script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(id) system\n",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 64,
    "bmp": saved(Image.new("RGB", (4, 4)), "BMP"),
    "tiff": saved(Image.new("RGB", (4, 4)), "TIFF"),
    "one byte": b"\x89",
    "text": b"hello",
}


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """The file with a few bytes flipped, a piece cut out, or its end missing."""
    data = bytearray(content)
    how = rng.integers(3)
    if how == 0:
        for place in rng.integers(0, len(data), rng.integers(1, 20)):
            data[place] = rng.integers(256)
    elif how == 1:
        del data[int(rng.integers(1, len(data))) :]
    else:
        start = int(rng.integers(0, len(data)))
        del data[start : start + int(rng.integers(1, 200))]
    return bytes(data)
