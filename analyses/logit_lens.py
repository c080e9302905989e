"""Logit lens: which words does the model read at each patch, layer by layer?

Every layer's residual stream at an image position is put through the model's final norm and its
unembedding, as if the model ended there; the strongest words are what the patch "says". A patch
can say "dog" because its neighbours do: attention mixes patches after layer 0. (nostalgebraist
2020; for image tokens, arXiv 2410.07149.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import BaseModel, Field

from contract.analysis import Analysis
from contract.artifact import Answer, Token
from contract.figure import Heatmap, View
from contract.layers import chosen_layers, layer_index
from contract.model_run import Lens, ModelRun
from contract.numbers import integers, rounded


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    k: int = Field(5, ge=1, le=50, title="Words", description="Words kept for each patch")
    layers: list[int] | None = Field(
        None,
        max_length=512,
        title="Layers",
        description="0 is the embeddings, L the last block's output; empty for all",
    )
    lens: Lens = Field(
        "logit",
        title="Lens",
        description="logit: final norm and unembedding; embedding: cosine with input embeddings",
    )


class Artifact(BaseModel):
    """What the page draws. `top_ids` and `top_probabilities`: [layer][patch][k], strongest first.

    With the embedding lens the values are cosines; `unit` says which they are.
    """

    rows: int
    cols: int
    layers: list[int]
    lens: Lens
    unit: Literal["probability", "cosine"]
    vocabulary: dict[str, str] = Field(description="text of every id that occurs")
    top_ids: list[list[list[int]]]
    top_probabilities: list[list[list[float]]]
    answer: Answer
    tokens: list[Token]


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """Answer first, so that the reader has something to read, then the lens."""
    layers = chosen_layers(spec.layers, run.depth)
    answer = run.answer()
    run.progress("reading the layers", 0.3, answer)
    top = run.top_words(layers, spec.k, spec.lens)
    ids = np.unique(top.ids)
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        layers=layers,
        lens=spec.lens,
        unit="probability" if spec.lens == "logit" else "cosine",
        vocabulary=dict(zip(map(str, ids.tolist()), run.words(ids.tolist()), strict=True)),
        top_ids=integers(top.ids),
        top_probabilities=rounded(top.values),
        answer=answer,
        tokens=list(run.tokens),
    )


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each layer, patch and place in the ranking."""
    for layer, ids, values in zip(
        artifact.layers, artifact.top_ids, artifact.top_probabilities, strict=True
    ):
        for patch, (words, strengths) in enumerate(zip(ids, values, strict=True)):
            for place, (word, strength) in enumerate(zip(words, strengths, strict=True), start=1):
                yield {
                    "layer": layer,
                    "row": patch // artifact.cols,
                    "col": patch % artifact.cols,
                    "rank": place,
                    "id": word,
                    "word": artifact.vocabulary[str(word)],
                    artifact.unit: strength,
                }


def heatmap(artifact: Artifact, view: View) -> Heatmap:
    """The strength of each patch's first word at the layer in view."""
    index = layer_index(artifact.layers, view.layer)
    strongest = np.array(artifact.top_probabilities[index])[:, 0]
    return Heatmap(
        values=strongest.reshape(artifact.rows, artifact.cols).tolist(),
        title=f"Strongest word of each patch, layer {artifact.layers[index]}",
        unit=artifact.unit,
        low=0.0,
        high=1.0 if artifact.unit == "probability" else float(strongest.max()),
    )


analysis = Analysis(
    title="Logit lens",
    question="Which words does the model read at each patch, layer by layer?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    heatmap=heatmap,
    place=10,
)
