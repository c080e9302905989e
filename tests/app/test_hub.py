import asyncio
import time

import pytest
from redis import Redis

from app.hub import WAITING, Hub
from contract.channel import EVENTS, Channel, RunEvent
from supervisor.valkey import running_server


async def started(hub: Hub, redis: Redis) -> Hub:
    """The hub once its subscription stands."""
    hub.start()
    end = time.monotonic() + 10
    while not dict(redis.pubsub_numsub(EVENTS)).get(EVENTS.encode()) and time.monotonic() < end:
        await asyncio.sleep(0.01)
    return hub


def test_events_reach_who_listens_for_their_key_and_nobody_else(redis):
    async def scene():
        hub = await started(Hub(redis), redis)
        with hub.listen("a", "other") as mine, hub.listen("b") as theirs:
            redis.publish(EVENTS, "not an event")
            for key in ("b", "a"):
                Channel(redis).tell(RunEvent(key=key, kind="started"))
            assert (await asyncio.wait_for(mine.get(), 5)).key == "a"
            assert (await asyncio.wait_for(theirs.get(), 5)).key == "b"
            assert mine.empty() and theirs.empty() and hub.open_streams == 2
        assert hub.open_streams == 0 and not hub.listeners
        await asyncio.to_thread(hub.stop)

    asyncio.run(scene())


def test_a_slow_listener_loses_the_oldest_and_keeps_the_newest(redis):
    async def scene():
        hub = Hub(redis)
        with hub.listen("a") as queue:
            for number in range(WAITING + 5):
                kind = "done" if number == WAITING + 4 else "started"
                hub._hand_out(RunEvent(key="a", kind=kind).model_dump_json().encode())
            assert queue.qsize() == WAITING
            kinds = [queue.get_nowait().kind for _ in range(WAITING)]
            assert kinds[-1] == "done"

    asyncio.run(scene())


def test_one_connection_serves_hundreds_of_listeners(redis):
    async def scene():
        hub = await started(Hub(redis), redis)
        listeners = [hub.listen(f"k{number % 50}") for number in range(500)]
        queues = [listener.__enter__() for listener in listeners]
        assert dict(redis.pubsub_numsub(EVENTS))[EVENTS.encode()] == 1
        for number in range(50):
            Channel(redis).tell(RunEvent(key=f"k{number}", kind="done"))
        events = await asyncio.wait_for(asyncio.gather(*(queue.get() for queue in queues)), 10)
        assert len(events) == 500
        for listener in listeners:
            listener.__exit__(None, None, None)
        await asyncio.to_thread(hub.stop)

    asyncio.run(scene())


@pytest.mark.timeout(60)
def test_it_listens_again_after_the_queue_server_restarted(tmp_path):
    async def scene():
        with running_server(tmp_path / "queue") as url:
            redis = Redis.from_url(url)
            hub = await started(Hub(redis), redis)
        with hub.listen("a") as queue:
            await asyncio.sleep(0.3)
            with running_server(tmp_path / "queue") as url, Redis.from_url(url) as again:
                end = time.monotonic() + 15
                while not dict(again.pubsub_numsub(EVENTS)).get(EVENTS.encode()):
                    assert time.monotonic() < end
                    await asyncio.sleep(0.05)
                Channel(again).tell(RunEvent(key="a", kind="done"))
                assert (await asyncio.wait_for(queue.get(), 5)).kind == "done"
                await asyncio.to_thread(hub.stop)
        redis.close()

    asyncio.run(scene())
