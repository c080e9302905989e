import threading
import time

import pytest
from rq.exceptions import DequeueTimeout

from worker.lane_queue import LaneQueue

KEYS = ["rq:queue:interactive", "rq:queue:batch"]


def test_the_first_queue_goes_first(redis):
    redis.rpush(KEYS[1], "late")
    redis.rpush(KEYS[0], "soon")
    taken = [LaneQueue.lpop(KEYS, 1, connection=redis) for _ in KEYS]
    assert taken == [(KEYS[0], b"soon"), (KEYS[1], b"late")]


def test_a_job_that_was_taken_is_still_written_down(redis):
    redis.rpush(KEYS[1], "job")
    LaneQueue.lpop(KEYS, 1, connection=redis)
    assert redis.lrange(KEYS[1] + ":intermediate", 0, -1) == [b"job"]


def test_a_waiting_worker_sees_a_job_of_the_second_queue_within_two_seconds(redis):
    timer = threading.Timer(0.2, redis.rpush, (KEYS[1], "job"))
    timer.start()
    start = time.monotonic()
    assert LaneQueue.lpop(KEYS, 5, connection=redis) == (KEYS[1], b"job")
    assert time.monotonic() - start < 2


def test_waiting_ends(redis):
    start = time.monotonic()
    with pytest.raises(DequeueTimeout):
        LaneQueue.lpop(KEYS, 1, connection=redis)
    assert time.monotonic() - start < 3
    assert LaneQueue.lpop(KEYS, None, connection=redis) is None


def test_a_dead_cleaner_does_not_lock_the_others_out_for_long(redis):
    queue = LaneQueue("interactive", connection=redis)
    assert queue.acquire_maintenance_lock()
    assert not queue.acquire_maintenance_lock()
    assert 0 < redis.ttl(queue.registry_cleaning_key) <= 30
