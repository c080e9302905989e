from redis.exceptions import ConnectionError as RedisIsAway

from contract.channel import Channel
from contract.model_card import WorkerCard
from tests.worker.planted_worker import CARD
from worker.presence import Presence, Quiet, worker_name
from worker.serving import impatient


def test_a_change_is_seen_at_once_and_a_farewell_too(redis):
    channel = Channel(redis)
    presence = Presence(channel, WorkerCard(id="w", state="loading"))
    presence.say()
    presence.change(state="ready", model=CARD)
    assert [card.state for card in channel.workers()] == ["ready"]
    assert channel.models() == [CARD]
    presence.leave()
    assert channel.workers() == []


def test_a_worker_lives_on_without_redis(tmp_path):
    away = Channel(impatient(f"unix://{tmp_path}/nothing"))
    presence = Presence(away, WorkerCard(id="w", state="ready"))
    presence.say()
    presence.change(state="busy")
    presence.leave()
    assert presence.card.state == "busy"


def test_redis_is_left_alone_for_a_moment_after_a_failure():
    now, calls = [0.0], []
    quiet = Quiet(clock=lambda: now[0])

    def fail() -> None:
        calls.append(now[0])
        raise RedisIsAway("gone")

    for now[0] in (0.0, 0.5, 1.1):
        quiet.try_to(fail)
    assert calls == [0.0, 1.1]


def test_two_workers_never_share_a_name():
    assert worker_name() != worker_name()
