"""Lens study: do the object's patches say its name, and from which layer on?

At every layer the lens reads each patch; what counts is the share of the object's patches whose
`top` strongest words hold the class word, against the same share of all other patches. Of a word
that the vocabulary cuts into pieces the first piece is looked for. (Method: arXiv 2410.07149.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import Field

from contract.analysis import Analysis
from contract.layers import chosen_layers
from contract.model_run import ModelRun
from contract.numbers import rounded
from contract.study import Column, Item, LabelledPicture, Plot, Result, Series, Study, Table, Thing
from studies.methods.items import ItemArtifact, ItemSpec, common, found_object
from studies.methods.presets import Params
from studies.methods.questions import prompt_of
from studies.methods.tables import mean, mean_columns


class Spec(Params):
    """What the study's form asks."""

    top: int = Field(
        1, ge=1, le=50, title="Top words", description="among how many words the name must be"
    )


class ItemForm(ItemSpec):
    """One object."""

    top: int = Field(1, ge=1, le=50, description="among how many words the name must be")


class Artifact(ItemArtifact):
    """Shares of patches that say the word, layer by layer, 0 (embeddings) to L."""

    layers: list[int]
    inside: list[float]
    outside: list[float]


def compute(run: ModelRun, spec: ItemForm) -> Artifact:
    """One pass over the layers for the class word."""
    found = found_object(run, spec)
    layers = chosen_layers(None, run.depth)
    inside = np.zeros(found.rows * found.cols, dtype=bool)
    inside[found.object] = True
    run.progress("reading the layers", 0.6)
    hits = run.word_maps([spec.word], layers).rank[0] <= spec.top
    return Artifact(
        **found.model_dump(),
        layers=layers,
        inside=rounded(share_of(hits, inside)),
        outside=rounded(share_of(hits, ~inside)),
    )


def share_of(hits: np.ndarray, patches: np.ndarray) -> np.ndarray:
    """Share of the chosen `patches` (patches,) that are hit, by layer; 0 where none is chosen."""
    count = max(1, int(patches.sum()))
    shares: np.ndarray = hits[:, patches].sum(axis=1) / count
    return shares


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each layer."""
    for layer, inside, outside in zip(
        artifact.layers, artifact.inside, artifact.outside, strict=True
    ):
        yield {"layer": layer, "object": inside, "elsewhere": outside}


def plan(picture: LabelledPicture, thing: Thing, params: Spec) -> Iterable[Item]:
    """One item for each object whose place is known: by its own map the lens cannot be judged."""
    if thing.region is not None:
        base = common(picture, thing, params) | {"setting": "generative", "naming": True}
        yield Item(prompt=prompt_of("generative", thing.word), params={**base, "top": params.top})


def summary(results: Sequence[Result], params: Spec) -> list[Table]:
    """Shares by layer with bootstrap intervals over objects, then the best layer."""
    artifacts: list[Artifact] = [result.artifact for result in results]
    layers = artifacts[0].layers if artifacts else []
    inside = np.array([a.inside for a in artifacts]).reshape(len(artifacts), len(layers))
    outside = np.array([a.outside for a in artifacts]).reshape(len(artifacts), len(layers))
    found = [
        {
            "layer": layer,
            "objects": len(artifacts),
            **mean(inside[:, at].tolist(), params.seed, "object"),
            **mean(outside[:, at].tolist(), params.seed, "elsewhere"),
            **mean((inside - outside)[:, at].tolist(), params.seed, "difference"),
        }
        for at, layer in enumerate(layers)
    ]
    return [layer_table(found, params), best_table(inside, layers, params)]


def layer_table(found: list[dict[str, object]], params: Spec) -> Table:
    """The main table."""
    columns = [Column(key="layer", title="layer", kind="count"),
               Column(key="objects", title="objects", kind="count")]  # fmt: skip
    for key in ("object", "elsewhere", "difference"):
        columns += mean_columns(key, key)
    return Table(
        name="layers",
        title=f"Share of patches whose top {params.top} holds the class word",
        columns=columns,
        rows=found,
        note="Mean over objects; bootstrap over objects, 95 %. Layer 0 is the embeddings.",
        plot=Plot(
            kind="lines", x="layer",
            series=[Series(title=key, y=key, low=f"{key}_low", high=f"{key}_high")
                    for key in ("object", "elsewhere")],
        ),
    )  # fmt: skip


def best_table(inside: np.ndarray, layers: Sequence[int], params: Spec) -> Table:
    """Where the share is highest: of the mean over objects, and of each object by itself."""
    found = []
    if len(inside):
        at = int(inside.mean(axis=0).argmax())
        own = inside.argmax(axis=1)
        spoken = inside.max(axis=1) > 0
        found = [
            {"what": "highest mean share of all layers",
             **mean(inside[:, at].tolist(), params.seed)},
            {"what": "its layer", "mean": layers[at]},
            {"what": "mean share at each object's own best layer",
             **mean(inside.max(axis=1).tolist(), params.seed)},
            {"what": "mean own best layer, of objects with one",
             **mean([float(layers[i]) for i in own[spoken]], params.seed)},
        ]  # fmt: skip
    return Table(
        name="best",
        title="Best layer",
        columns=[Column(key="what", title="figure"), *mean_columns("mean", "value")],
        rows=found,
        note="The best of many layers is chosen and measured on the same objects.",
    )


study = Study(
    title="Logit lens",
    question="Do the object's patches say its name, and from which layer on?",
    spec=Spec,
    item=Analysis(
        title="Lens study",
        question="Which share of the object's patches says its name, layer by layer?",
        spec=ItemForm,
        artifact=Artifact,
        compute=compute,
        rows=rows,
    ),
    plan=plan,
    summary=summary,
    place=20,
)
