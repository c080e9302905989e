"""Word map: where, and from which layer on, does the model read a given word?

The same lens as the logit lens, read for the words you choose: the probability and the rank of
each word at every patch and layer. A word counts with its best spelling (with and without a
leading space, capitalised or not); of a word that the vocabulary cuts into pieces the first
piece is read, and the artifact names all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, Field, StringConstraints

from contract.analysis import Analysis
from contract.errors import BadParameters, FieldError
from contract.figure import Heatmap, View
from contract.layers import chosen_layers, layer_index
from contract.model_run import ModelRun
from contract.numbers import integers, rounded

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    words: list[Text] = Field(
        min_length=1, max_length=16, title="Words", description="Words to look for"
    )
    layers: list[int] | None = Field(
        None,
        max_length=512,
        title="Layers",
        description="0 is the embeddings, L the last block's output; empty for all",
    )


class Word(BaseModel):
    """One word and the vocabulary pieces it consists of; the first one is what was read."""

    text: str
    pieces: list[str]


class Artifact(BaseModel):
    """What the page draws. `probability` and `rank`: [word][layer][patch]; rank 1 is strongest."""

    rows: int
    cols: int
    layers: list[int]
    lens: Literal["logit"] = "logit"
    unit: Literal["probability"] = "probability"
    words: list[Word]
    probability: list[list[list[float]]]
    rank: list[list[list[int]]]


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """One pass over the layers for all words together."""
    layers = chosen_layers(spec.layers, run.depth)
    run.progress("looking for the words", 0.1)
    maps = run.word_maps(spec.words, layers)
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        layers=layers,
        words=[
            Word(text=text, pieces=pieces)
            for text, pieces in zip(spec.words, maps.pieces, strict=True)
        ],
        probability=rounded(maps.probability),
        rank=integers(maps.rank),
    )


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each word, layer and patch."""
    for word, probabilities, ranks in zip(
        artifact.words, artifact.probability, artifact.rank, strict=True
    ):
        for layer, values, places in zip(artifact.layers, probabilities, ranks, strict=True):
            for patch, (value, place) in enumerate(zip(values, places, strict=True)):
                yield {
                    "word": word.text,
                    "layer": layer,
                    "row": patch // artifact.cols,
                    "col": patch % artifact.cols,
                    "probability": value,
                    "rank": place,
                }


def heatmap(artifact: Artifact, view: View) -> Heatmap:
    """The word in view at the layer in view, scaled to the word's highest value anywhere."""
    index = layer_index(artifact.layers, view.layer)
    place = word_index(artifact, view.word)
    values = np.array(artifact.probability[place])
    return Heatmap(
        values=values[index].reshape(artifact.rows, artifact.cols).tolist(),
        title=f"“{artifact.words[place].text}”, layer {artifact.layers[index]}",
        unit="probability",
        low=0.0,
        high=float(values.max()),
    )


def word_index(artifact: Artifact, wanted: str | None) -> int:
    """Where `wanted` (None: the first) stands; raises `BadParameters` if it was not asked for."""
    texts = [word.text for word in artifact.words]
    if wanted is None:
        return 0
    if wanted not in texts:
        detail = f"The word {wanted!r} is not part of this result, which has {texts!r}."
        raise BadParameters(detail, [FieldError(loc=["word"], msg="not part of this result")])
    return texts.index(wanted)


analysis = Analysis(
    title="Word map",
    question="Where does the model read this word, and from which layer on?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    heatmap=heatmap,
    place=20,
)
