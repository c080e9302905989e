"""A worker's life: say hello, load the model, answer until told to stop."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from contract.channel import Channel
from contract.errors import PatchLensError
from contract.model_card import WorkerCard
from contract.queues import Lane, queue_name
from contract.settings import Settings
from contract.store import open_store
from worker.presence import Presence, worker_name
from worker.pulse import Pulse
from worker.tasks import Engine, Service, serve
from worker.warm import Pace, WarmWorker

log = logging.getLogger(__name__)

RQ_LOG = {"DEBUG": "DEBUG"}
"""RQ notes every round of maintenance as INFO; it stays silent unless everything is wanted."""

LANES: tuple[Lane, ...] = ("interactive", "batch")


def patient(url: str) -> Redis:
    """A connection for RQ's own book-keeping: it outlasts a restart of Redis."""
    retry = Retry(ConstantBackoff(0.5), 8)
    return Redis.from_url(url, retry=retry, socket_connect_timeout=5)


def impatient(url: str) -> Redis:
    """A connection for what may get lost: no waiting, no second try."""
    retry = Retry(ConstantBackoff(0), 0)
    return Redis.from_url(url, retry=retry, socket_timeout=2, socket_connect_timeout=2)


def wait_for(redis: Redis) -> None:
    """Return when Redis answers."""
    while True:
        try:
            redis.ping()
            return
        except RedisError as error:
            log.warning("Waiting for Redis: %s", error)
            time.sleep(1)


def run_worker(settings: Settings, load: Callable[[Settings], Engine], pace: Pace) -> int:
    """Serve one model until SIGTERM or SIGINT; gives the exit status."""
    channel = Channel(impatient(settings.redis_location))
    card = WorkerCard(
        id=worker_name(), state="loading", detail=settings.model_path, started_at=time.time()
    )
    presence, pulse = Presence(channel, card), Pulse(pace.beat_s)
    pulse.add(presence.say)
    presence.say()
    with pulse.running():
        try:
            engine = load(settings)
        except PatchLensError as error:
            return refuse(presence, error)
        serve(Service(engine, open_store(settings.store_location), channel))
        presence.change(model=engine.card, device=str(engine.device), detail="")
        return work(settings, presence, pulse, pace)


def refuse(presence: Presence, error: PatchLensError) -> int:
    """Serve nothing and say why, until told to stop: starting again would not help."""
    log.error("%s: %s %s", error.title(), error, error.hint)
    presence.change(state="refused", detail=f"{error} {error.hint}")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    presence.leave()
    return 0


def work(settings: Settings, presence: Presence, pulse: Pulse, pace: Pace) -> int:
    """Take jobs until told to stop; gives the exit status."""
    model = presence.card.model
    if model is None:
        raise ValueError("a worker without a model cannot work")
    redis = patient(settings.redis_location)
    wait_for(redis)
    queues = [queue_name(model.id, lane) for lane in LANES]
    worker = WarmWorker(queues, redis, presence, pace)
    pulse.add(worker.beat)
    presence.change(state="ready")
    worker.work(logging_level=RQ_LOG.get(settings.log_level.upper(), "WARNING"))
    presence.leave()
    return 0 if worker._shutdown_requested_date else 1


def main(settings: Settings, load: Callable[[Settings], Engine]) -> None:
    """Run a worker as this process."""
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    sys.exit(run_worker(settings, load, Pace(longest_run_s=settings.run_timeout_s)))
