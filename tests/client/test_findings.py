import os
import socket

import pytest

from client import findings
from client.findings import (
    check_data_folder,
    check_model,
    check_parts,
    check_port,
    check_queue_server,
    check_torch,
    check_versions,
    examine,
)
from client.parts import FLOORS, PARTS
from contract.settings import Settings
from supervisor.refusals import sole_use


@pytest.fixture
def settings(tmp_path):
    def make(**changes: object) -> Settings:
        fields = {"data_dir": tmp_path / "data", "redis_url": "", "model": "", "port": 0}
        return Settings(**{**fields, **changes})

    return make


def wrong(found) -> list[str]:
    return [f"{f.about}: {f.detail} {f.mend}" for f in found if f.state == "wrong"]


def test_a_missing_part_comes_with_the_command_that_installs_it(settings, monkeypatch):
    monkeypatch.setitem(PARTS, "worker", ("torch", "no_such_module"))
    (said,) = wrong(check_parts(settings()))
    assert "no_such_module" in said
    assert "pip install -e '.[worker]'" in said


def test_the_embedded_server_is_not_missed_where_another_is_used(settings, monkeypatch):
    monkeypatch.setitem(PARTS, "server", ("no_such_module",))
    assert wrong(check_parts(settings(redis_url="redis://example"))) == []
    assert len(wrong(check_parts(settings()))) == 1


def test_an_old_library_is_named_with_its_floor(settings, monkeypatch):
    assert wrong(check_versions(settings())) == []
    monkeypatch.setitem(FLOORS, "pillow", "999.0")
    (said,) = wrong(check_versions(settings()))
    assert "pip install 'pillow>=999.0'" in said


def test_a_folder_that_cannot_be_made_is_wrong(settings, tmp_path):
    (tmp_path / "file").touch()
    (said,) = wrong(check_data_folder(settings(data_dir=tmp_path / "file" / "data")))
    assert "DATA_DIR" in said
    assert wrong(check_data_folder(settings())) == []


def test_a_port_in_use_is_wrong_and_the_next_one_is_proposed(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (said,) = wrong(check_port(settings(port=port)))
        assert f"PORT={port + 1}" in said
    assert wrong(check_port(settings())) == []


def test_our_own_server_on_the_port_is_no_fault(settings):
    chosen = settings()
    with sole_use(chosen.root) as note:
        note("http://127.0.0.1:8000")
        (finding,) = check_port(chosen)
    assert "http://127.0.0.1:8000" in finding.detail
    assert "runs" not in next(check_port(chosen)).detail


def test_a_model_folder_is_looked_into(settings, tmp_path):
    folder = tmp_path / "llava"
    folder.mkdir()
    (said,) = wrong(check_model(settings(model=str(folder))))
    assert "config.json, tokenizer.json, *.safetensors" in said
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (folder / name).touch()
    assert wrong(check_model(settings(model=str(folder)))) == []


def test_a_pickled_model_is_not_a_model(settings, tmp_path):
    for name in ("config.json", "tokenizer.json", "pytorch_model.bin"):
        (tmp_path / name).touch()
    assert "*.safetensors" in wrong(check_model(settings(model=str(tmp_path))))[0]


def test_models_that_come_later_are_no_fault(settings):
    for model in ("", "llava-hf/llava-1.5-7b-hf"):
        (finding,) = check_model(settings(model=model))
        assert finding.state == "note"
    assert wrong(check_model(settings(model="/no/such/folder")))


def test_the_embedded_server_runs_here(settings):
    (finding,) = check_queue_server(settings())
    assert "9.1.2" in finding.detail


def test_another_server_is_asked_and_its_password_not_shown(settings, redis_url):
    assert wrong(check_queue_server(settings(redis_url=redis_url))) == []
    (said,) = wrong(check_queue_server(settings(redis_url="redis://:secret@127.0.0.1:9/0")))
    assert "127.0.0.1:9" in said
    assert "secret" not in said


def test_a_torch_that_does_not_load_is_wrong(settings, monkeypatch):
    monkeypatch.setattr(findings, "ASK_TORCH", "raise ImportError('libcudart is missing')")
    assert "libcudart is missing" in wrong(check_torch(settings()))[0]


def test_this_machine_is_fine(settings):
    assert os.access(settings().root.parent, os.W_OK)
    assert wrong(examine(settings())) == []
