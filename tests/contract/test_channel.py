from contract.artifact import Answer, AnswerToken
from contract.channel import EVENTS, Channel, RunEvent
from contract.model_card import Grid, ModelCard, WorkerCard
from contract.progress import Progress

CARD = ModelCard(
    name="demo",
    revision="1",
    dtype="bfloat16",
    depth=30,
    grid=Grid(rows=16, cols=16),
    family="llava",
    note="often wrong",
)


def test_an_event_reaches_listeners_and_is_kept_for_those_who_come_later(redis):
    channel = Channel(redis)
    listener = redis.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(EVENTS)
    listener.get_message(timeout=1)
    answer = Answer(text="A dog", tokens=[AnswerToken(text="A", log_probability=-0.5)])
    event = RunEvent(
        key="k", kind="progress", progress=Progress(stage="reading", fraction=0.5, answer=answer)
    )
    channel.tell(event)
    message = listener.get_message(timeout=2)
    assert RunEvent.model_validate_json(message["data"]) == event
    assert channel.last("k") == event
    assert channel.last("another") is None


def test_a_wish_to_cancel_stays_until_the_job_is_asked_anew(redis):
    channel = Channel(redis)
    channel.cancel("k")
    assert channel.is_cancelled("k")
    assert not channel.is_cancelled("another")
    channel.forget("k")
    assert not channel.is_cancelled("k")


def test_a_worker_is_forgotten_but_the_model_it_served_is_not(redis):
    channel = Channel(redis)
    worker = WorkerCard(id="w1", state="ready", model=CARD)
    channel.announce(worker)
    assert channel.workers() == [worker]
    assert 0 < redis.ttl("patchlens:worker:w1") <= 15
    channel.dismiss("w1")
    assert channel.workers() == []
    assert channel.models() == [CARD]


def test_a_worker_that_refused_its_model_does_not_offer_it(redis):
    channel = Channel(redis)
    channel.announce(WorkerCard(id="w1", state="refused", model=CARD, detail="lens differs"))
    assert channel.models() == []
