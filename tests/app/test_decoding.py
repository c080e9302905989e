import numpy as np
import pytest
from PIL import Image

from app.decoding import Decoded, Limits, Refusal, decode, foreign_format
from tests.app.files import jpeg_header, pixels, png, saved

LIMITS = Limits(1_000_000, 4_000_000)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "PNG"), ("LA", "PNG"), ("P", "GIF"), ("1", "PNG"), ("CMYK", "JPEG"), ("L", "JPEG")],
)
def test_every_mode_becomes_rgb(mode, kind):
    source = pixels(40, 30).convert(mode)
    decoded = decode(saved(source, kind), LIMITS)
    assert isinstance(decoded, Decoded) and (decoded.width, decoded.height) == (40, 30)
    assert opened(decoded).mode == "RGB"


def opened(decoded: Decoded) -> Image.Image:
    import io

    return Image.open(io.BytesIO(decoded.content))


def test_sixteen_bit_grey_keeps_its_brightness():
    ramp = np.linspace(0, 65535, 64 * 4, dtype=np.uint16).reshape(4, 64)
    decoded = decode(saved(Image.fromarray(ramp), "PNG"), LIMITS)
    grey = np.asarray(opened(decoded).convert("L"), float).reshape(-1)
    np.testing.assert_allclose(grey, ramp.reshape(-1) / 257, atol=1.5)


def test_a_phones_double_jpeg_is_a_jpeg():
    first, second = pixels(60, 40), pixels(60, 40)
    content = saved(first, "MPO", save_all=True, append_images=[second], quality=95)
    decoded = decode(content, LIMITS)
    assert isinstance(decoded, Decoded) and decoded.format == "jpeg"
    difference = np.asarray(opened(decoded), float) - np.asarray(first, float)
    assert np.abs(difference).mean() < 5


def test_limits_differ_for_jpeg_and_are_checked_in_the_header():
    large = (1500, 1000)
    refusal = decode(saved(pixels(*large), "PNG"), LIMITS)
    assert isinstance(refusal, Refusal) and refusal.kind == "too large"
    assert "1,500 x 1,000" in refusal.detail and "1 megapixels" in refusal.detail
    assert isinstance(decode(saved(pixels(*large)), LIMITS), Decoded)
    assert decode(jpeg_header(3000, 3000), LIMITS).kind == "too large"
    assert decode(png(17000, 2, 8, 2), Limits(10**9, 10**9)).kind == "too large"


def test_nothing_behind_the_picture_is_kept():
    content = saved(pixels(), "PNG") + b"SECRET TRAILER"
    decoded = decode(content, LIMITS)
    assert b"SECRET" not in decoded.content + decoded.thumbnail


def test_a_colour_profile_and_comments_are_not_kept():
    content = saved(pixels(), "JPEG", icc_profile=b"P" * 500, comment=b"SECRET COMMENT")
    decoded = decode(content, LIMITS)
    assert b"SECRET" not in decoded.content and b"PPPP" not in decoded.content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x18ftypheic" + b"\0" * 9, "HEIC"),
        (b"  <svg/>", "SVG"),
        (b"<!DOCTYPE html>", "web page"),
        (b"hello", "first bytes"),
    ],
)
def test_a_foreign_file_is_named(content, words):
    assert words in foreign_format(content)
