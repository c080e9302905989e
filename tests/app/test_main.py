import os
import signal
import socket
import subprocess
import sys
import time

import httpx2
import pytest

from contract.settings import Settings
from tests.app.conftest import ADDRESS, open_stage
from tests.app.files import photograph


def test_two_applications_in_one_process_do_not_disturb_each_other(redis_url, tmp_path):
    with open_stage(tmp_path / "a", redis_url) as first, open_stage(tmp_path / "b", redis_url) as b:
        image = first.upload(photograph()).json()
        assert first.client.get(image["url"]).status_code == 200
        assert b.client.get(image["url"]).status_code == 404


def test_pages_and_interface_start_without_any_model_library():
    code = "import app.main, sys; sys.exit('torch' in sys.modules or 'worker' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_decoding_processes_import_no_web_code():
    code = "import app.decoding, app.__main__, sys; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_alive(address: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            if httpx2.get(f"{address}/healthz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    pytest.fail("the server did not answer")


def test_the_program_serves_and_ends_at_once_with_open_streams(redis_url, tmp_path):
    port = free_port()
    settings = {"DATA_DIR": str(tmp_path), "REDIS_URL": redis_url, "PORT": str(port)}
    settings["LOG_LEVEL"] = "DEBUG"
    process = subprocess.Popen(
        [sys.executable, "-m", "app"],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_alive(address, process)
        with httpx2.Client(base_url=address) as client:
            run = ask_over_http(client, redis_url, tmp_path)
            streams = [client.stream("GET", f"/api/runs/{run}/events") for _ in range(20)]
            lines = [iter(stream.__enter__().iter_lines()) for stream in streams]
            assert all(next(line).startswith("id:") for line in lines)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) in {0, -signal.SIGTERM}
            assert time.monotonic() - began < 3
    finally:
        process.kill()
        log = process.communicate()[1]
    assert "Traceback" not in log
    assert run not in log and '"route": "/api/runs/{run}/events"' in log


def ask_over_http(client: httpx2.Client, redis_url: str, folder) -> str:
    """A run that waits for ever: its worker has announced itself and does nothing."""
    from redis import Redis

    from contract.store import open_store
    from tests.app.planted_worker import PlantedWorker

    with Redis.from_url(redis_url) as redis:
        PlantedWorker(redis, open_store(str(folder))).announce()
    image = client.post("/api/images", files={"file": photograph()}).json()["id"]
    wish = {"image": image, "prompt": "What?"}
    inspection = client.post("/api/inspections", json=wish).json()["id"]
    wish = {"analysis": "word_map", "params": {"words": ["dog"]}}
    return client.post(f"/api/inspections/{inspection}/runs", json=wish).json()["id"]


def test_the_tests_address_is_the_one_settings_allow():
    assert ADDRESS.removeprefix("http://").partition(":")[0] in Settings().allowed_hosts.split(",")
