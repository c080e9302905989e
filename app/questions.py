"""From a request to a question with an identity, or a clear refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.problems import ModelCannot, WrongValue
from app.tables import InspectionRow, RunRow
from contract.analysis import find_analysis
from contract.job import Job, ModelName
from contract.layers import chosen_layers
from contract.model_card import ModelCard

MOST_PARAMS_BYTES = 200_000


def model_of(inspection: InspectionRow) -> ModelName:
    """Which weights the inspection is about."""
    return ModelName(name=inspection.model, revision=inspection.revision, dtype=inspection.dtype)


def question(
    inspection: InspectionRow, analysis: str, params: Mapping[str, Any], card: ModelCard | None
) -> Job:
    """The job that answers this; raises what is wrong with the analysis or its parameters.

    `card`, where the model is known, tells its depth and abilities.
    """
    plain_json(params, ["body", "params"], MOST_PARAMS_BYTES)
    found = find_analysis(analysis)
    spec = found.parse(params)
    if card is not None:
        missing = sorted(set(found.needs) - set(card.abilities))
        if missing:
            raise ModelCannot(f"{found.title} needs {', '.join(missing)}; {card.note}")
        layers = getattr(spec, "layers", None)
        if isinstance(layers, list):
            chosen_layers(layers, card.depth)
    return Job(
        image=inspection.image_id,
        prompt=inspection.prompt,
        model=model_of(inspection),
        analysis=analysis,
        version=found.version,
        params=spec.model_dump(mode="json"),
    )


def job_of(run: RunRow) -> Job:
    """The job behind a run that was asked before."""
    return Job(
        image=run.inspection.image_id,
        prompt=run.inspection.prompt,
        model=model_of(run.inspection),
        analysis=run.analysis,
        version=run.version,
        params=run.params,
    )


def plain_json(value: Any, loc: list[str | int], most_bytes: int) -> None:
    """Raise `WrongValue` unless the value can be kept as JSON: finite, encodable, not too large."""
    try:
        size = len(json.dumps(value, allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, RecursionError) as error:
        raise WrongValue(f"It cannot be kept as JSON: {error}.", loc) from error
    if size > most_bytes:
        raise WrongValue(f"It is {size:,} bytes large; at most {most_bytes:,} are kept.", loc)
