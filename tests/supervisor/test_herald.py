import http.server
import threading

import pytest

from contract.channel import Channel
from contract.model_card import WorkerCard
from contract.settings import Settings
from supervisor.herald import Herald, local_address, page_is_up, workers_of
from tests.supervisor.tools import wait_until
from tests.worker.planted_worker import CARD


class Page(http.server.BaseHTTPRequestHandler):
    """Answers with the status that the test wants."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page():
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_an_address_can_be_pasted_into_a_browser():
    assert local_address("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert local_address("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert local_address("::1", 80) == "http://[::1]:80"


@pytest.mark.parametrize(("status", "up"), [(200, True), (400, True), (503, False)])
def test_a_page_is_up_when_it_answers_for_itself(page, monkeypatch, status, up):
    monkeypatch.setattr(Page, "status", status)
    assert page_is_up(f"http://127.0.0.1:{page}") is up


def test_no_page_is_no_page():
    assert not page_is_up("http://127.0.0.1:9")


def test_without_redis_there_are_no_workers(tmp_path):
    assert workers_of(f"unix://{tmp_path}/nothing") == []


def test_page_and_model_are_announced_as_they_come(page, redis, redis_url, tmp_path, capsys):
    said = []
    herald = Herald(Settings(redis_url=redis_url, data_dir=tmp_path), page)
    herald.start()
    wait_until(lambda: said.append(capsys.readouterr().out) or "still loading" in "".join(said))
    assert "can be asked" not in "".join(said)
    Channel(redis).announce(WorkerCard(id="w", state="refused", detail="lens differs"))
    wait_until(lambda: said.append(capsys.readouterr().out) or "lens differs" in "".join(said))
    Channel(redis).announce(WorkerCard(id="w", state="ready", model=CARD))
    wait_until(lambda: said.append(capsys.readouterr().out) or "can be asked" in "".join(said))
    assert f"http://127.0.0.1:{page}" in "".join(said)
