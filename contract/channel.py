"""What web servers and workers tell each other through Redis; nothing here must last.

Progress goes out on one pub/sub channel, and the last event of each run is kept for whoever
looks later. Workers say every few seconds that they live, and which model they serve.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel
from redis import Redis

from contract.model_card import ModelCard, WorkerCard
from contract.progress import Progress

PREFIX = "patchlens:"
EVENTS = PREFIX + "events"
MODELS = PREFIX + "models"
KEEP_S = 24 * 3600
WORKER_TTL_S = 15

Kind = Literal["started", "progress", "done", "failed", "cancelled"]


class RunEvent(BaseModel):
    """Something happened to the job with this key."""

    key: str
    kind: Kind
    progress: Progress | None = None


class Channel:
    """Small messages about jobs, named by their key, and about workers."""

    def __init__(self, redis: Redis) -> None:
        """`redis` returns bytes (no decoding), as RQ wants it."""
        self.redis = redis

    def tell(self, event: RunEvent) -> None:
        """Publish an event and keep it as the job's last."""
        message = event.model_dump_json()
        pipe = self.redis.pipeline()
        pipe.set(f"{PREFIX}last:{event.key}", message, ex=KEEP_S)
        pipe.publish(EVENTS, message)
        pipe.execute()

    def last(self, key: str) -> RunEvent | None:
        """The job's last event, or None."""
        message = self.redis.get(f"{PREFIX}last:{key}")
        return RunEvent.model_validate_json(message) if isinstance(message, bytes) else None

    def cancel(self, key: str) -> None:
        """Ask whoever works on the job to stop."""
        self.redis.set(f"{PREFIX}cancel:{key}", 1, ex=KEEP_S)

    def is_cancelled(self, key: str) -> bool:
        """Whether somebody asked for that."""
        return bool(self.redis.exists(f"{PREFIX}cancel:{key}"))

    def forget(self, key: str) -> None:
        """Drop what was said about the job, before it is asked anew."""
        self.redis.delete(f"{PREFIX}last:{key}", f"{PREFIX}cancel:{key}")

    def announce(self, worker: WorkerCard) -> None:
        """Say that a worker lives; forgotten after `WORKER_TTL_S` seconds."""
        self.redis.set(f"{PREFIX}worker:{worker.id}", worker.model_dump_json(), ex=WORKER_TTL_S)
        if worker.model is not None and worker.state != "refused":
            self.redis.hset(MODELS, worker.model.name, worker.model.model_dump_json())

    def dismiss(self, worker: str) -> None:
        """Say that a worker has gone."""
        self.redis.delete(f"{PREFIX}worker:{worker}")

    def workers(self) -> list[WorkerCard]:
        """Every worker that lives, in no order."""
        names = list(self.redis.scan_iter(f"{PREFIX}worker:*", count=1000))
        cards = self.redis.mget(names) if names else []
        return [WorkerCard.model_validate_json(card) for card in cards if card]

    def models(self) -> list[ModelCard]:
        """Every model that was ever served here, ready or not, by name."""
        known = self.redis.hgetall(MODELS)
        cards = [ModelCard.model_validate_json(card) for card in known.values()]
        return sorted(cards, key=lambda card: card.name)
