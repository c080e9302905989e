import asyncio
import ctypes
import os

import pytest

from app import decoder as decoder_module
from app.decoder import Decoder
from app.decoding import Limits
from app.problems import BrokenPicture, TooMany, UploadTooLarge
from tests.app.files import photograph


@pytest.fixture(scope="module")
def decoder():
    made = Decoder(Limits(24_000_000, 64_000_000))
    yield made
    made.close()


def segfault(content, limits):
    ctypes.string_at(0)


def hang(content, limits):
    while True:
        pass


def hoard(content, limits):
    return len(bytearray(3 * 2**30))


def write_a_file(content, limits):
    with open("/tmp/patchlens-decoder-test", "wb") as file:  # noqa: PTH123
        file.write(b"x" * 10_000)


def test_a_crash_or_a_hang_fails_its_own_upload_alone(decoder, monkeypatch):
    good = photograph()

    async def scene():
        before = decoder.decode(good)
        for bad, timeout in ((segfault, 10), (hang, 1)):
            monkeypatch.setattr(decoder_module, "decode", bad)
            monkeypatch.setattr(decoder_module, "TIMEOUT_S", timeout)
            with pytest.raises(BrokenPicture):
                await decoder.decode(b"x")
        monkeypatch.undo()
        return [await before, *await asyncio.gather(*(decoder.decode(good) for _ in range(4)))]

    assert {(one.width, one.height) for one in asyncio.run(scene())} == {(48, 32)}


@pytest.mark.parametrize(("bad", "error"), [(hoard, MemoryError), (write_a_file, OSError)])
def test_the_decoding_process_can_neither_hoard_memory_nor_write_files(
    decoder, monkeypatch, bad, error
):
    monkeypatch.setattr(decoder_module, "decode", bad)
    with pytest.raises((error, BrokenPicture)):
        asyncio.run(decoder.decode(b"x"))
    path = "/tmp/patchlens-decoder-test"
    assert not os.path.exists(path) or os.path.getsize(path) == 0  # noqa: PTH110, PTH202


def test_only_so_many_uploads_wait_and_only_four_are_in_memory(decoder, monkeypatch):
    monkeypatch.setattr(decoder_module, "MOST_WAITING", 6)

    async def scene():
        inside, most, refused = 0, 0, 0

        async def upload():
            nonlocal inside, most, refused
            try:
                async with decoder.turn():
                    inside += 1
                    most = max(most, inside)
                    await asyncio.sleep(0.01)
                    inside -= 1
            except TooMany:
                refused += 1

        await asyncio.gather(*(upload() for _ in range(9)))
        return most, refused, decoder.waiting

    assert asyncio.run(scene()) == (4, 3, 0)


def test_refusals_become_the_problem_of_their_kind(decoder):
    small = Decoder(Limits(100, 100))
    try:
        with pytest.raises(UploadTooLarge, match="48 x 32"):
            asyncio.run(small.decode(photograph()))
    finally:
        small.close()
