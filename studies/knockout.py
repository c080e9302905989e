"""Knockout study: through which edges and blocks does the object reach the answer?

Attention is forbidden from a group of positions to another in a window of blocks, the paper's six
scaled to the model's depth; what counts is the share of right answers that stay right, and what
the right answer's log-probability loses. Behind "It is a" (vqa) the last position is the whole
end of the text: the prompt's last token and these words. (Method: arXiv 2410.07149.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from contract.analysis import Analysis
from contract.interventions import BlockAttention
from contract.model_run import ModelRun
from contract.study import Column, Item, LabelledPicture, Plot, Result, Series, Study, Table, Thing
from measures.groups import Chosen, Group, Others, members
from measures.subsets import Patches, grown
from measures.windows import Window, paper_windows
from studies.methods.items import ItemArtifact, ItemSpec, common, found_object
from studies.methods.presets import Params
from studies.methods.questions import outcomes, prompt_of
from studies.methods.tables import interval_columns, mean, mean_columns, share

Asking = Literal["polling", "vqa"]
Edge = Literal["object", "object_1", "object_2", "others", "object_to_row", "rows_to_row"]
EDGES: dict[Edge, str] = {
    "object": "object → last position",
    "object_1": "object +1 → last position",
    "object_2": "object +2 → last position",
    "others": "other patches → last position",
    "object_to_row": "object → last row",
    "rows_to_row": "all but last row → last row",
}
BUFFERS: dict[Edge, int] = {"object": 0, "object_1": 1, "object_2": 2}


class Spec(Params):
    """What the study's form asks."""

    settings: list[Asking] = Field(
        ["vqa"], min_length=1, title="Questions", description="vqa, polling"
    )
    edges: list[Edge] = Field(
        list(EDGES), min_length=1, title="Edges", description=", ".join(EDGES)
    )


class ItemForm(ItemSpec):
    """One question about one object, one edge; without an edge only the naming."""

    edge: Edge | None = Field(None, description=", ".join(EDGES))


class Cut(BaseModel):
    """What became of the right answer with the edge cut in blocks `first` to `last`."""

    first: int
    last: int
    right: bool
    change: float


class Artifact(ItemArtifact):
    """One object, one edge. `cuts` is empty where the answer was wrong anyhow."""

    setting: str
    edge: Edge | None
    right: bool
    log_probability: float | None
    sources: int
    cuts: list[Cut]


def compute(run: ModelRun, spec: ItemForm) -> Artifact:
    """Find the object; score the right answer as it is and with the edge cut in each window."""
    found = found_object(run, spec)
    none = {"setting": spec.setting, "edge": spec.edge, "right": False,
            "log_probability": None, "sources": 0}  # fmt: skip
    if spec.edge is None or not found.object:
        return Artifact(**found.model_dump(), **none, cuts=[])
    windows = list(dict.fromkeys(paper_windows(run.depth)))
    edits = blocks(run, spec, tuple(found.object), windows)
    run.progress("cutting the edge", 0.5)
    before, *after = outcomes(run, spec, [[], *([edit] for edit in edits)])
    base = before.log_probability or 0.0
    cuts = [
        Cut(first=first, last=last, right=each.right,
            change=round((each.log_probability or 0.0) - base, 4))
        for (first, last), each in zip(windows, after, strict=True)
    ]  # fmt: skip
    told = {"right": before.right, "log_probability": before.log_probability,
            "sources": len(edits[0].sources)}  # fmt: skip
    return Artifact(**found.model_dump(), **none | told, cuts=cuts if before.right else [])


def blocks(
    run: ModelRun, spec: ItemForm, patches: Patches, windows: Sequence[Window]
) -> list[BlockAttention]:
    """The edge cut in each window. Words behind the prompt count as its last position."""
    source, target = groups(run, spec.edge, patches)
    sources, targets = members(source, run).positions, members(target, run).positions
    return [
        BlockAttention(
            sources=sources,
            targets=targets,
            layers=tuple(range(first, last + 1)),
            decode=target == "last" and spec.setting == "vqa",
        )
        for first, last in windows
    ]


def groups(run: ModelRun, edge: Edge | None, patches: Patches) -> tuple[Group, Group]:
    """The edge's two ends."""
    grid = run.geometry.grids[0]
    if edge == "rows_to_row":
        return "all_but_last_row", "last_row"
    if edge == "object_to_row":
        return Chosen(patches=list(patches)), "last_row"
    if edge == "others":
        return Others(complement=list(patches)), "last"
    buffer = BUFFERS[edge or "object"]
    return Chosen(patches=list(grown(patches, grid.rows, grid.cols, buffer))), "last"


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each window."""
    for cut in artifact.cuts:
        yield {"setting": artifact.setting, "edge": artifact.edge, **cut.model_dump()}


def plan(picture: LabelledPicture, thing: Thing, params: Spec) -> Iterable[Item]:
    """The naming first, then an item for each question and edge."""
    base = common(picture, thing, params)
    yield Item(prompt=prompt_of("generative", thing.word),
               params={**base, "setting": "generative", "naming": True})  # fmt: skip
    for setting in dict.fromkeys(params.settings):
        for edge in dict.fromkeys(params.edges):
            yield Item(prompt=prompt_of(setting, thing.word),
                       params={**base, "setting": setting, "edge": edge})  # fmt: skip


def summary(results: Sequence[Result], params: Spec) -> list[Table]:
    """Share of right answers kept and change of log-probability, by edge and window."""
    cells: dict[tuple[str, Edge | None], dict[Window, list[Cut]]] = {}
    for result in results:
        artifact: Artifact = result.artifact
        cell = cells.setdefault((artifact.setting, artifact.edge), {})
        for cut in artifact.cuts:
            cell.setdefault((cut.first, cut.last), []).append(cut)
    found = [
        kept_row(setting, edge, window, cuts, params.seed)
        for setting in params.settings
        for edge in EDGES
        for window, cuts in cells.get((setting, edge), {}).items()
    ]
    return [kept_table(found)]


def kept_row(
    setting: str, edge: Edge, window: Window, cuts: Sequence[Cut], seed: int
) -> dict[str, object]:
    """One edge cut in one window, over its objects."""
    return {
        "setting": setting,
        "edge": EDGES[edge],
        "blocks": f"{window[0]}–{window[1]}",
        "right": len(cuts),
        **share([cut.right for cut in cuts], "kept"),
        **mean([cut.change for cut in cuts], seed, "change"),
    }


def kept_table(found: list[dict[str, object]]) -> Table:
    """The main table."""
    return Table(
        name="kept",
        title="Right answers kept",
        columns=[
            Column(key="setting", title="question"),
            Column(key="edge", title="edge cut"),
            Column(key="blocks", title="blocks"),
            Column(key="right", title="right before", kind="count"),
            *interval_columns("kept", "kept"),
            *mean_columns("change", "change of log-probability, nats"),
        ],
        rows=found,
        note="Of the answers that were right with nothing cut. Shares: Wilson intervals, 95 %; "
        "changes of the right answer's log-probability: bootstrap over objects, 95 %.",
        plot=Plot(
            kind="points", x="blocks", group="edge",
            series=[Series(title="kept", y="kept", low="low", high="high")],
        ),
    )  # fmt: skip


study = Study(
    title="Attention knockout",
    question="Through which edges and blocks does the object reach the answer?",
    spec=Spec,
    item=Analysis(
        title="Knockout study",
        question="Is the answer still right with this edge cut?",
        spec=ItemForm,
        artifact=Artifact,
        compute=compute,
        rows=rows,
    ),
    plan=plan,
    summary=summary,
    place=30,
)
