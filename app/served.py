"""Which models this deployment serves, and which one a question goes to."""

from __future__ import annotations

from app.problems import NoModel
from app.schemas import Model
from contract.channel import Channel
from contract.errors import UnknownModel
from contract.job import ModelName
from contract.model_card import ModelCard, WorkerCard

SERVING = ("ready", "busy")


def serving(workers: list[WorkerCard], model: ModelName) -> int:
    """How many living workers answer for exactly this model."""
    return sum(
        worker.state in SERVING and worker.model is not None and worker.model.id == model
        for worker in workers
    )


def served_models(channel: Channel) -> list[Model]:
    """Every known model, those that are ready first, each group by name."""
    workers = channel.workers()
    models = [
        Model(**card.model_dump(), ready=serving(workers, card.id) > 0) for card in channel.models()
    ]
    return sorted(models, key=lambda model: (not model.ready, model.name))


def choose_model(channel: Channel, name: str | None) -> Model:
    """The model called `name`, or the first; raises `UnknownModel` or `NoModel`."""
    models = served_models(channel)
    if not models:
        raise NoModel("No model has been loaded here yet.")
    if name is None:
        return models[0]
    for model in models:
        if model.name == name:
            return model
    raise UnknownModel(f"No worker serves a model called {name[:200]!r}.")


def card_of(channel: Channel, model: ModelName) -> ModelCard | None:
    """What is known of exactly this model, or None."""
    return next((card for card in channel.models() if card.id == model), None)
