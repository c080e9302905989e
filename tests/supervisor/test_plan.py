import subprocess

import pytest
from redis import Redis

from contract.settings import Settings
from supervisor.child import Step
from supervisor.plan import children, is_news, set_aside
from supervisor.tree import Tree
from supervisor.valkey import prepare, running_server
from tests.supervisor.tools import wait_until


@pytest.fixture
def settings(tmp_path):
    def make(**changes: object) -> Settings:
        return Settings(**{"data_dir": tmp_path, "redis_url": "", "model": "", **changes})

    return make


def names(settings: Settings) -> list[str]:
    return [child.name for child in children(settings, 8123)]


def test_one_machine_gets_everything(settings):
    assert names(settings()) == ["queue", "web", "model", "worker"]


def test_a_part_of_a_cluster_starts_only_what_is_not_elsewhere(settings):
    assert names(settings(redis_url="redis://example")) == ["web", "model", "worker"]
    assert names(settings(model="llava-hf/llava-1.5-7b-hf")) == ["queue", "web", "worker"]
    assert names(settings(workers=0)) == ["queue", "web"]
    assert names(settings(workers=3, model="m"))[2:] == ["worker", "worker1", "worker2"]


def test_the_page_does_not_wait_for_the_model_and_the_worker_does(settings):
    plan = {child.name: child for child in children(settings(), 8123)}
    assert plan["web"].after == ("queue",)
    assert plan["worker"].after == ("queue", "model")
    assert isinstance(plan["model"], Step)


def test_all_parts_agree_on_folder_and_port(settings, tmp_path):
    plan = {child.name: child for child in children(settings(), 8123)}
    for name in ("web", "worker"):
        assert plan[name].environment == {"DATA_DIR": str(tmp_path), "PORT": "8123"}


def test_a_damaged_queue_file_is_set_aside_and_the_server_starts(settings, tmp_path):
    folder = tmp_path / "queue"
    with running_server(folder) as url, Redis.from_url(url) as redis:
        redis.rpush("queue", *range(100))
    (log,) = (folder / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"*2\r\nnonsense\r\n" + log.read_bytes())
    prepare(folder)
    chosen = settings(workers=0)
    tree = Tree([child for child in children(chosen, 1) if child.name == "queue"], tmp_path)
    try:
        wait_until(lambda: tree.tend() or tree.running["queue"].is_ready)
        assert len(list(folder.glob("appendonlydir.broken-*"))) == 1
    finally:
        tree.stop()


def test_a_queue_file_is_not_touched_for_other_reasons(tmp_path):
    (tmp_path / "appendonlydir").mkdir()
    set_aside(tmp_path, ["No space left on device"])
    assert (tmp_path / "appendonlydir").exists()


def test_what_every_start_says_is_no_news():
    assert not is_news("# WARNING Memory overcommit must be enabled!")
    assert is_news("Bad file format reading the append only file")


def test_every_command_names_a_package_that_is_there(settings):
    for child in children(settings(), 8123):
        if child.name != "queue":
            module = child.command[child.command.index("-m") + 1]
            code = f"import importlib.util as u, sys; sys.exit(u.find_spec({module!r}) is None)"
            assert subprocess.run([child.command[0], "-P", "-c", code]).returncode == 0
