import time

import pytest
from redis.exceptions import ConnectionError as RedisGone

from app.queue_connection import open_redis


def test_it_talks_bytes_over_a_socket(redis_url):
    with open_redis(redis_url) as redis:
        redis.set("x", "y")
        assert redis.get("x") == b"y"


def test_a_server_that_is_not_there_is_noticed_within_a_second(tmp_path):
    began = time.monotonic()
    with open_redis(f"unix://{tmp_path}/none.sock") as redis, pytest.raises(RedisGone):
        redis.ping()
    assert time.monotonic() - began < 1
