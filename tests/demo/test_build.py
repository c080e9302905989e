"""Building the model's folder."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo import build as building
from demo.build import MANIFEST, build, is_whole


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A second folder like the first."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_the_folder_is_whole(folder: Path) -> None:
    assert is_whole(folder)


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json"])
def test_damage_is_noticed(copy: Path, file: str) -> None:
    (copy / file).write_text("damaged")
    assert not is_whole(copy)


def test_a_missing_file_or_manifest_is_noticed(copy: Path) -> None:
    (copy / "generation_config.json").unlink()
    assert not is_whole(copy)
    (copy / MANIFEST).write_text("[]")
    assert not is_whole(copy)


def test_other_parts_make_another_folder(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "VERSION", -1)
    assert not is_whole(copy)


def test_a_whole_folder_is_not_touched(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("written again")

    monkeypatch.setattr(building, "write_folder", never)
    assert build(copy) == copy


def test_a_damaged_folder_is_replaced_whole(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(fresh: Path, *_: object) -> None:
        fresh.mkdir()
        (fresh / "new").write_text("new")

    (copy / "config.json").write_text("damaged")
    monkeypatch.setattr(building, "write_folder", write)
    assert [p.name for p in build(copy).iterdir()] == ["new"]


def test_an_interrupted_build_leaves_the_old_folder(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(fresh: Path, *_: object) -> None:
        fresh.mkdir()
        raise KeyboardInterrupt

    (copy / "config.json").write_text("damaged")
    monkeypatch.setattr(building, "write_folder", stop)
    with pytest.raises(KeyboardInterrupt):
        build(copy)
    assert (copy / "tokenizer.json").is_file()
    assert not [p for p in copy.parent.iterdir() if p.name.startswith(".copy-")]


def test_a_whole_folder_is_recognised_without_torch(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from demo.build import build;"
        f"build(Path({str(folder)!r})); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
