"""A worker's life, as a process and as the page sees it."""

from redis import Redis

from contract.channel import Channel
from supervisor.valkey import running_server
from tests.worker.planted_worker import CARD
from tests.worker.queue_tools import (
    ask,
    ended,
    planted_worker,
    question,
    store_in,
    wait_for_workers,
    wait_until,
)
from worker.serving import impatient, patient


def test_a_model_that_fails_its_checks_is_announced_and_served_to_nobody(
    redis, redis_url, tmp_path
):
    with planted_worker(redis_url, tmp_path, MODEL="refused") as process:
        wait_for_workers(redis, state="refused")
        (card,) = Channel(redis).workers()
        assert "lens at layer L differs" in card.detail
        assert Channel(redis).models() == []
        process.terminate()
        assert process.wait(5) == 0
    assert Channel(redis).workers() == []


def test_a_worker_says_what_it_is_doing(redis, redis_url, tmp_path):
    store_in(tmp_path)
    with planted_worker(redis_url, tmp_path):
        wait_for_workers(redis)
        (card,) = Channel(redis).workers()
        assert (card.model, card.device) == (CARD, "cpu")
        job = ask(redis, question("sleep 0.5"))
        wait_for_workers(redis, state="busy")
        wait_until(lambda: ended(job))
        wait_for_workers(redis)


def test_a_worker_that_started_before_redis_waits_for_it(tmp_path):
    store_in(tmp_path)
    folder = tmp_path / "queue"
    with running_server(folder) as url:
        pass
    with planted_worker(url, tmp_path) as process:
        log = tmp_path / "worker.log"
        wait_until(lambda: "Waiting for Redis" in log.read_text())
        with running_server(folder), Redis.from_url(url) as redis:
            wait_for_workers(redis)
            assert process.poll() is None


def test_a_connection_for_messages_gives_up_at_once_and_the_other_does_not():
    assert impatient("redis://x").get_retry().get_retries() == 0
    assert patient("redis://x").get_retry().get_retries() > 5
