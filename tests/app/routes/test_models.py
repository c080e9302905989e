from contract.model_card import WorkerCard
from tests.app.planted_worker import CARD


def test_a_model_is_ready_while_a_worker_that_serves_it_lives(stage):
    (model,) = stage.client.get("/api/models").json()
    assert model == {**CARD.model_dump(), "ready": True}
    stage.parts.channel.announce(WorkerCard(id="planted", state="loading", model=CARD))
    assert [m["ready"] for m in stage.client.get("/api/models").json()] == [False]
    stage.parts.channel.dismiss("planted")
    assert [m["ready"] for m in stage.client.get("/api/models").json()] == [False]


def test_ready_models_come_first(stage):
    idle = CARD.model_copy(update={"name": "a-model-that-sleeps"})
    stage.parts.channel.announce(WorkerCard(id="sleeper", state="ready", model=idle))
    stage.parts.channel.dismiss("sleeper")
    names = [model["name"] for model in stage.client.get("/api/models").json()]
    assert names == ["planted", "a-model-that-sleeps"]
