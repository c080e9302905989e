"""Attacks on a real worker: whoever writes to Redis must not run code on it."""

import pickle
from pathlib import Path

import pytest
from redis import Redis
from rq import Callback, Queue
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer

from contract.queues import TASK, queue_name
from contract.safe_job import NotAllowed, SafeJob
from tests.worker.planted_worker import CARD
from tests.worker.queue_tools import (
    ask,
    ended,
    lane,
    note,
    planted_worker,
    question,
    store_in,
    wait_for_workers,
    wait_until,
)


@pytest.fixture(scope="module")
def worker(redis_url, tmp_path_factory):
    """One worker for the whole file; no test may end it. The queue is not emptied in between."""
    folder = tmp_path_factory.mktemp("worker")
    store_in(folder)
    with Redis.from_url(redis_url) as redis, planted_worker(redis_url, folder) as process:
        redis.flushall()
        wait_for_workers(redis)
        yield redis, process


class Bomb:
    """Runs a command when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        import os

        return os.system, (f"touch {self.path}",)


def refused(job: QueuedJob) -> bool:
    wait_until(lambda: ended(job))
    return job.get_status() == "failed"


def still_serves(redis: Redis, process) -> bool:
    job = ask(redis, question(f"after {len(redis.keys())}"))
    wait_until(lambda: ended(job))
    return job.return_value() == {"status": "done"} and process.poll() is None


def test_a_json_job_that_names_another_function_is_refused(worker, tmp_path):
    redis, process = worker
    mark = tmp_path / "hacked"
    assert refused(lane(redis).enqueue("os.system", f"touch {mark}"))
    assert not mark.exists()
    assert still_serves(redis, process)


def test_a_pickled_job_is_never_unpickled(worker, tmp_path):
    redis, process = worker
    mark = tmp_path / "hacked"
    queue = Queue(queue_name(CARD.id, "interactive"), connection=redis)
    job = queue.enqueue(TASK, Bomb(mark))
    wait_until(lambda: redis.hget(job.key, "status") == b"failed")
    assert not mark.exists()
    pickle.loads(pickle.dumps(Bomb(mark)))
    assert mark.exists(), "the bomb of this test does not work"
    assert still_serves(redis, process)


@pytest.mark.parametrize("kind", ["on_success", "on_failure", "on_stopped"])
def test_a_job_with_a_callback_is_refused_and_the_callback_not_called(worker, kind):
    redis, process = worker
    job = ask(
        redis,
        question(f"callback {kind}"),
        **{kind: Callback("tests.worker.queue_tools.leave_a_mark")},
    )
    assert refused(job)
    assert "callbacks and webhooks" in note(job)
    assert not redis.exists("callback-ran")
    assert still_serves(redis, process)


def test_a_job_cannot_make_the_worker_visit_an_address(worker):
    redis, _ = worker
    job = ask(redis, question("webhook"))
    fields = '[{"url": "http://127.0.0.1:9/x", "job_status": "failed", "method": "GET"}]'
    wait_until(lambda: ended(job))
    redis.hset(job.key, mapping={"webhooks": fields})
    fetched = SafeJob.fetch(job.id, connection=redis, serializer=JSONSerializer)
    assert fetched.webhooks
    with pytest.raises(NotAllowed, match="webhooks"):
        _ = fetched.func


def test_a_method_of_a_value_is_not_the_task():
    job = SafeJob("a", connection=Redis(), serializer=JSONSerializer)
    job.data = JSONSerializer.dumps([TASK, "instance", [""], {}])
    with pytest.raises(NotAllowed):
        _ = job.func


def test_the_task_itself_is_allowed():
    from worker.tasks import answer_job

    job = SafeJob("a", connection=Redis(), serializer=JSONSerializer)
    job.data = JSONSerializer.dumps([TASK, None, [""], {}])
    assert job.func is answer_job
