import pytest

from app.problems import NoModel
from app.served import card_of, choose_model, served_models, serving
from contract.channel import Channel
from contract.errors import UnknownModel
from contract.model_card import WorkerCard
from tests.app.planted_worker import CARD


@pytest.fixture
def channel(redis):
    return Channel(redis)


def announce(channel, worker: str, state: str, **changes: str) -> None:
    card = CARD.model_copy(update=changes)
    channel.announce(WorkerCard(id=worker, state=state, model=card))


def test_without_models_choosing_says_so(channel):
    with pytest.raises(NoModel):
        choose_model(channel, None)


def test_the_first_ready_model_is_chosen_unless_one_is_named(channel):
    announce(channel, "w1", "loading", name="a")
    announce(channel, "w2", "busy", name="b")
    assert choose_model(channel, None).name == "b"
    assert choose_model(channel, "a").ready is False
    with pytest.raises(UnknownModel, match="'c'"):
        choose_model(channel, "c")


def test_only_exactly_these_weights_count_as_served(channel):
    announce(channel, "w1", "ready", revision="new")
    announce(channel, "w2", "ready", revision="new")
    announce(channel, "w3", "refused", revision="new")
    new = CARD.model_copy(update={"revision": "new"})
    assert serving(channel.workers(), new.id) == 2
    assert serving(channel.workers(), CARD.id) == 0
    assert card_of(channel, CARD.id) is None and card_of(channel, new.id) == new
    assert [model.ready for model in served_models(channel)] == [True]
