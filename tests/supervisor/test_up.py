"""`patchlens up` with the real web server, without a model."""

import os
import re
import signal
import socket
import urllib.request

import psutil
from redis import Redis

from contract.settings import Settings
from tests.supervisor.tools import lives, supervisor, wait_until

ADDRESS = re.compile(r"is up after ([\d.]+) s: (http://127\.0\.0\.1:\d+)")


def address_of(output) -> str:
    wait_until(lambda: ADDRESS.search(output.read_text()), 60)
    return ADDRESS.search(output.read_text()).group(2)


def family(process) -> list[int]:
    return [child.pid for child in psutil.Process(process.pid).children(recursive=True)]


def child_named(process, word: str) -> psutil.Process:
    children = psutil.Process(process.pid).children()
    return next(child for child in children if word in " ".join(child.cmdline()))


def status_of(address: str) -> int:
    with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
        return answer.status


def test_the_address_that_it_prints_can_be_used_and_sigint_stops_everything(tmp_path):
    with supervisor(tmp_path / "data") as (process, output):
        assert status_of(address_of(output)) == 200
        pids = family(process)
        assert len(pids) >= 2
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
    wait_until(lambda: not any(map(lives, pids)), 3)
    assert output.read_text().rstrip().endswith("Stopped.")
    assert (tmp_path / "data" / "logs" / "web.log").exists()


def test_a_dead_web_server_and_a_dead_queue_come_back(tmp_path):
    with supervisor(tmp_path / "data") as (process, output):
        address = address_of(output)
        url = Settings(data_dir=tmp_path / "data", redis_url="").redis_location
        with Redis.from_url(url) as redis:
            redis.set("kept", "yes")
            for word in ("valkey", "app"):
                child_named(process, word).kill()
                wait_until(lambda word=word: "again in 0.5 s" in output.read_text())
            wait_until(lambda: is_up(address), 30)
            wait_until(lambda: redis.get("kept") == b"yes")
        process.terminate()
        assert process.wait(15) == 0


def is_up(address: str) -> bool:
    try:
        return status_of(address) == 200
    except OSError:
        return False


def test_everybody_dies_with_a_killed_supervisor_and_the_next_start_works(tmp_path):
    with supervisor(tmp_path / "data") as (process, output):
        address_of(output)
        pids = [child.pid for child in psutil.Process(process.pid).children()]
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not any(map(lives, pids)), 5)
    output.unlink()
    with supervisor(tmp_path / "data") as (process, output):
        assert status_of(address_of(output)) == 200


def test_two_instances_do_not_disturb_each_other(tmp_path):
    deep = tmp_path / ("deep" * 25)
    with supervisor(tmp_path / "one") as (_, first), supervisor(deep) as (process, second):
        addresses = [address_of(first), address_of(second)]
        assert len(set(addresses)) == 2
        process.terminate()
        assert process.wait(15) == 0
        assert status_of(addresses[0]) == 200


def test_a_second_start_on_the_same_folder_says_so_and_ends(tmp_path):
    with supervisor(tmp_path / "data") as (_, output):
        address = address_of(output)
        with supervisor(tmp_path / "data") as (second, _):
            assert second.wait(15) == 1
        assert "already runs" in output.read_text()
        assert f"({address}, process" in output.read_text()
        assert status_of(address) == 200


def test_a_port_in_use_ends_the_start_with_a_hint(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with supervisor(tmp_path / "data", PORT=port) as (process, output):
            assert process.wait(15) == 1
        assert f"Port {port} is in use. Set PORT" in output.read_text()


def test_with_redis_elsewhere_no_server_is_started(tmp_path, redis_url):
    with supervisor(tmp_path / "data", REDIS_URL=redis_url) as (process, output):
        address_of(output)
        commands = [" ".join(c.cmdline()) for c in psutil.Process(process.pid).children()]
        assert len(commands) == 1
        assert "app" in commands[0]
    assert not (tmp_path / "data" / "queue").exists()
