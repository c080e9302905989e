import os
import signal
import stat
import subprocess

import psutil
import pytest
from redis import Redis

from contract.sockets import socket_for, socket_url
from supervisor import leash
from supervisor.valkey import (
    NotPrivate,
    ServerDidNotStart,
    answers,
    prepare,
    private_folder,
    running_server,
    server_command,
    wait_until_it_answers,
)


def pid_of(redis: Redis) -> int:
    return redis.info("server")["process_id"]


def test_nobody_else_can_reach_it(tmp_path):
    with running_server(tmp_path / "queue") as url, Redis.from_url(url) as redis:
        listening = psutil.Process(pid_of(redis)).net_connections(kind="inet")
        socket = socket_for(tmp_path / "queue")
        assert listening == []
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700


def test_what_was_written_survives_kill_9(tmp_path):
    with running_server(tmp_path) as url, Redis.from_url(url) as redis:
        redis.rpush("queue", *range(1000))
        os.kill(pid_of(redis), signal.SIGKILL)
    with running_server(tmp_path) as url, Redis.from_url(url) as redis:
        assert redis.llen("queue") == 1000


def test_a_deep_folder_works_and_leaves_nothing_in_the_temporary_folder(tmp_path):
    folder = tmp_path / ("deep" * 30) / "100% a?b#c"
    with running_server(folder) as url:
        socket = socket_for(folder)
        assert not socket.is_relative_to(folder)
        assert answers(url)
    assert not socket.parent.exists()


def test_two_servers_do_not_see_each_other(tmp_path):
    with (
        running_server(tmp_path / "a") as one,
        running_server(tmp_path / "b") as two,
        Redis.from_url(one) as first,
        Redis.from_url(two) as second,
    ):
        first.set("who", "first")
        assert second.get("who") is None


def test_a_server_that_was_left_behind_is_ended_before_the_next(tmp_path):
    prepare(tmp_path)
    command = leash.command(server_command(tmp_path))
    orphan = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_until_it_answers(socket_url(socket_for(tmp_path)), orphan)
    with running_server(tmp_path) as url:
        assert orphan.wait(5) is not None
        assert answers(url)


def test_a_folder_of_somebody_else_is_not_used(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(NotPrivate, match="DATA_DIR"):
        private_folder(tmp_path / "link")


def test_a_server_that_cannot_start_is_reported(tmp_path):
    with pytest.raises(ServerDidNotStart), running_server(tmp_path, ["--no-such-option", "1"]):
        pass
