"""The connection to Redis that the web side uses."""

from __future__ import annotations

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry


def open_redis(location: str) -> Redis:
    """A client that answers or fails within seconds; bytes come back, as RQ wants them."""
    return Redis.from_url(
        location,
        socket_connect_timeout=2,
        socket_timeout=5,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
        health_check_interval=15,
    )
