"""Loading: safetensors only, revision pinned, format chosen by the hardware."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from contract.errors import ModelFailedItsChecks
from contract.settings import Settings
from tests.worker.checkpoints import build
from worker.load import choose_dtype, digest, load


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("load") / "tiny", "llava")


def loaded_from(folder: Path) -> object:
    return load(Settings(model=str(folder), dtype="float32", device="cpu"))


def test_the_card_says_what_the_folder_says(folder: Path) -> None:
    said = {"name": "tiny llava", "note": "A toy.", "abilities": []}
    (folder / "patchlens.json").write_text(json.dumps(said))
    card = loaded_from(folder).card
    (folder / "patchlens.json").unlink()
    assert (card.name, card.note, card.abilities) == ("tiny llava", "A toy.", [])
    assert (card.depth, card.grid.rows, card.grid.cols, card.dtype) == (3, 24, 24, "float32")


def test_the_revision_is_the_digest_of_the_files(folder: Path) -> None:
    before = digest(folder)
    assert loaded_from(folder).card.revision == before
    (folder / "more.txt").write_text("x")
    assert digest(folder) != before
    (folder / "more.txt").unlink()
    assert digest(folder) == before


def test_weights_that_are_no_safetensors_are_refused(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        if file.suffix != ".safetensors":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelFailedItsChecks, match="safetensors"):
        loaded_from(tmp_path)


def test_code_from_a_checkpoint_is_never_run(folder: Path, tmp_path: Path) -> None:
    evil = tmp_path / "ran"
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    config["model_type"] = "evil"
    config["auto_map"] = {"AutoConfig": "evil.Evil"}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "evil.py").write_text(f"open({str(evil)!r}, 'w')")
    with pytest.raises(ModelFailedItsChecks):
        loaded_from(tmp_path)
    assert not evil.exists()


def test_other_families_and_missing_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    with pytest.raises(ModelFailedItsChecks, match="gpt2"):
        loaded_from(tmp_path)


def test_the_number_format_is_chosen_by_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = torch.device("cpu")
    monkeypatch.setattr("worker.load.multiplies_bf16", lambda: False)
    assert choose_dtype("auto", cpu) == torch.float32
    monkeypatch.setattr("worker.load.multiplies_bf16", lambda: True)
    assert choose_dtype("auto", cpu) == torch.bfloat16
    assert choose_dtype("float16", cpu) == torch.float16
    with pytest.raises(ModelFailedItsChecks, match="int8"):
        choose_dtype("int8", cpu)
