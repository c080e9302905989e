"""Real workers, killed, hung and stopped; leases are two seconds long here."""

import gzip
import os
import signal
import time

import pytest
from redis import Redis

from contract.channel import EVENTS, Channel, RunEvent
from contract.store import artifact_name
from supervisor.valkey import running_server
from tests.worker.queue_tools import (
    ask,
    ended,
    note,
    planted_worker,
    question,
    store_in,
    wait_for_workers,
    wait_until,
)


@pytest.fixture
def store(tmp_path):
    return store_in(tmp_path)


@pytest.fixture
def channel(redis):
    return Channel(redis)


def started(job) -> bool:
    return job.get_status() == "started"


def test_a_running_job_tells_where_it_stands_and_how_it_ended(redis, redis_url, tmp_path, store):
    listener = redis.pubsub()
    listener.subscribe(EVENTS)
    with planted_worker(redis_url, tmp_path):
        job = ask(redis, question("sleep 0.6"))
        wait_until(lambda: ended(job))
        events: list[RunEvent] = []
        wait_until(lambda: events.extend(heard(listener)) or (events and is_over(events[-1])))
    kinds = [event.kind for event in events]
    assert kinds[0] == "started"
    assert kinds[-1] == "done"
    said = [event.progress for event in events if event.progress]
    fractions = [progress.fraction for progress in said if progress.stage == "Sleeping"]
    assert fractions == sorted(fractions)
    assert 4 <= len(fractions) <= 12
    assert events[-2].progress.answer.text == "A dog"
    assert gzip.decompress(store.read(artifact_name(job.id)))


def heard(listener) -> list[RunEvent]:
    messages = iter(lambda: listener.get_message(ignore_subscribe_messages=True), None)
    return [RunEvent.model_validate_json(message["data"]) for message in messages]


def is_over(event: RunEvent) -> bool:
    return event.kind in ("done", "failed", "cancelled")


def test_a_running_job_stops_within_a_moment_of_being_cancelled(
    redis, redis_url, tmp_path, store, channel
):
    with planted_worker(redis_url, tmp_path):
        job = ask(redis, question("sleep 30"))
        wait_until(lambda: started(job))
        channel.cancel(job.id)
        assert wait_until(lambda: ended(job)) < 1
        assert job.return_value() == {"status": "cancelled"}
        wait_until(lambda: channel.last(job.id).kind == "cancelled")


def test_the_job_of_a_killed_worker_is_finished_by_another(redis, redis_url, tmp_path, store):
    with planted_worker(redis_url, tmp_path) as first:
        job = ask(redis, question("sleep 1"))
        wait_until(lambda: started(job))
        with planted_worker(redis_url, tmp_path):
            wait_for_workers(redis)
            first.kill()
            assert wait_until(lambda: ended(job)) < 20
    assert job.return_value() == {"status": "done"}
    assert store.exists(artifact_name(job.id))


def test_a_job_that_kills_its_worker_twice_fails_and_says_why(redis, redis_url, tmp_path, channel):
    store_in(tmp_path)
    job = ask(redis, question("die"))
    for _ in range(2):
        with planted_worker(redis_url, tmp_path) as process:
            assert process.wait(20) == -signal.SIGKILL
    with planted_worker(redis_url, tmp_path) as survivor:
        wait_until(lambda: ended(job))
        assert job.get_status() == "failed"
        assert "AbandonedJobError" in note(job)
        wait_until(lambda: channel.last(job.id).kind == "failed")
        honest = ask(redis, question("what"))
        wait_until(lambda: ended(honest))
        assert survivor.poll() is None


def test_a_worker_that_hangs_in_native_code_gives_itself_up(redis, redis_url, tmp_path, store):
    with planted_worker(redis_url, tmp_path) as process:
        job = ask(redis, question("hang"), job_timeout=1, retry=None)
        assert process.wait(20) == 75
    assert started(job)
    with planted_worker(redis_url, tmp_path):
        wait_until(lambda: job.get_status() == "failed")


def test_a_fault_is_not_tried_again_and_the_worker_lives(
    redis, redis_url, tmp_path, store, channel
):
    with planted_worker(redis_url, tmp_path) as process:
        job = ask(redis, question("fault"))
        wait_until(lambda: ended(job))
        assert job.get_status() == "failed"
        assert note(job).rstrip().endswith("RuntimeError: secret of the stack")
        wait_until(lambda: channel.last(job.id).kind == "failed")
        assert process.poll() is None
    log = (tmp_path / "worker.log").read_text()
    assert log.count("A fault while answering") == 1


def test_a_run_is_ended_by_the_workers_own_limit_too(redis, redis_url, tmp_path, store):
    with planted_worker(redis_url, tmp_path, RUN_TIMEOUT_S="1"):
        job = ask(redis, question("sleep 30"), job_timeout=3600)
        assert wait_until(lambda: ended(job)) < 5
    assert job.return_value()["problem"]["type"].endswith("TookTooLong")


def test_sigterm_lets_the_running_job_finish(redis, redis_url, tmp_path, store, channel):
    with planted_worker(redis_url, tmp_path) as process:
        job = ask(redis, question("sleep 1"))
        wait_until(lambda: started(job))
        process.terminate()
        assert process.wait(10) == 0
    assert job.return_value() == {"status": "done"}
    assert channel.workers() == []


def test_interactive_questions_overtake_a_batch(redis, redis_url, tmp_path, store):
    batch = [ask(redis, question(f"sleep 0.3 {n}"), "batch") for n in range(3)]
    with planted_worker(redis_url, tmp_path):
        wait_until(lambda: started(batch[0]))
        urgent = ask(redis, question("what"))
        wait_until(lambda: ended(urgent))
        assert batch[2].get_status() == "queued"
        wait_until(lambda: ended(batch[2]))


def test_redis_killed_and_started_again_loses_nothing(tmp_path):
    """The server dies with one job running and twenty waiting; the worker stays warm."""
    store, queue = store_in(tmp_path), tmp_path / "queue"
    with (
        running_server(queue) as url,
        Redis.from_url(url) as redis,
        planted_worker(url, tmp_path) as worker,
    ):
        wait_for_workers(redis)
        running = ask(redis, question("sleep 2"))
        wait_until(lambda: started(running))
        jobs = [running, *(ask(redis, question(f"what {n}")) for n in range(20))]
        os.kill(redis.info("server")["process_id"], signal.SIGKILL)
        time.sleep(0.5)
        with running_server(queue):
            wait_until(lambda: all(store.exists(artifact_name(job.id)) for job in jobs))
            wait_until(lambda: all(ended(job) for job in jobs))
            assert {job.return_value()["status"] for job in jobs} == {"done"}
            assert worker.poll() is None
