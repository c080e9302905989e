"""Ablation study: does the answer need the object's patches?

The projected image tokens of the object (with no, one or two rings of neighbours), of as many
random patches as the paper took, of the registers or of the patches with the highest integrated
gradients are replaced by the mean token; what counts is the share of right answers that this
destroys. (Method: arXiv 2410.07149.) Random patches may lie on the object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from contract.analysis import Analysis
from contract.interventions import Intervention
from contract.model_run import ModelRun
from contract.study import Column, Item, LabelledPicture, Plot, Result, Series, Study, Table, Thing
from measures.integrated_gradients import integrated_gradients
from measures.replacements import removals
from measures.subsets import Patches, grown, random_patches, registers, strongest
from studies.methods.items import ItemArtifact, ItemSpec, common, found_object
from studies.methods.presets import Params
from studies.methods.questions import Asked, Setting, outcomes, prompt_of, right_answer
from studies.methods.tables import interval_columns, share

Kind = Literal["object", "register", "random", "gradient"]
Count = Annotated[int, Field(ge=1, le=10_000)]
COUNTS = (5, 10, 20, 40, 60, 100, 250)
BUFFERS = (0, 1, 2)


class Spec(Params):
    """What the study's form asks."""

    settings: list[Setting] = Field(
        ["generative", "polling", "vqa"], min_length=1, title="Questions",
        description="generative, polling, vqa",
    )  # fmt: skip
    kinds: list[Kind] = Field(
        ["object", "register", "random", "gradient"], min_length=1, title="Patches",
        description="object, register, random, gradient",
    )  # fmt: skip
    counts: list[Count] = Field(
        list(COUNTS), max_length=20, title="Counts", description="of random and gradient patches"
    )
    gradient_steps: int = Field(
        50, ge=5, le=200, title="Steps", description="of the integrated gradients"
    )


class Condition(BaseModel):
    """A set of patches. `amount`: rings of neighbours for an object, else how many patches."""

    kind: Kind
    amount: int = 0

    @property
    def label(self) -> str:
        """As the table names it."""
        if self.kind == "register":
            return "registers"
        return f"object +{self.amount}" if self.kind == "object" else f"{self.kind} {self.amount}"


class ItemForm(ItemSpec):
    """One question about one object."""

    conditions: list[Condition] = Field(default_factory=list, description="what is replaced")
    gradient_steps: int = Field(50, ge=5, le=200, description="of the integrated gradients")


class Ablated(BaseModel):
    """What became of the answer under one condition."""

    condition: str
    patches: int
    right: bool
    log_probability: float | None
    text: str | None


class Artifact(ItemArtifact):
    """One object under one question. `ablated` is empty where the answer was wrong anyhow."""

    setting: Setting
    right: bool
    text: str | None
    ablated: list[Ablated]


def compute(run: ModelRun, spec: ItemForm) -> Artifact:
    """Find the object, ask, and ask again without each set of patches."""
    found = found_object(run, spec)
    base = found.model_dump() | {"setting": spec.setting, "right": False, "text": None}
    if not found.object:
        return Artifact(**base, ablated=[])
    (before,) = outcomes(run, spec, [[]])
    sets = dict(condition_sets(run, spec, tuple(found.object))) if before.right else {}
    return Artifact(
        **base | {"right": before.right, "text": before.text}, ablated=ablate(run, spec, sets)
    )


def ablate(run: ModelRun, asked: Asked, sets: dict[str, Patches]) -> list[Ablated]:
    """The answers without each set of patches; nothing is replaced for an empty one."""
    if not sets:
        return []
    edits = removals(run, list(sets.values()))
    variants: list[list[Intervention]] = [[edit] if edit.positions else [] for edit in edits]
    after = outcomes(run, asked, variants)
    return [
        Ablated(condition=label, patches=len(patches), right=each.right,
                log_probability=each.log_probability, text=each.text)
        for (label, patches), each in zip(sets.items(), after, strict=True)
    ]  # fmt: skip


def condition_sets(
    run: ModelRun, spec: ItemForm, object_patches: Patches
) -> Iterator[tuple[str, Patches]]:
    """The patches of each condition; counts that this grid does not have are left out."""
    grid = run.geometry.grids[0]
    total = grid.rows * grid.cols
    wanted = [c for c in spec.conditions if c.kind in {"object", "register"} or c.amount < total]
    magnitude = None
    for condition in wanted:
        if condition.kind == "object":
            yield condition.label, grown(object_patches, grid.rows, grid.cols, condition.amount)
        elif condition.kind == "register":
            yield condition.label, registers(run.image_embeddings())
        elif condition.kind == "random":
            yield condition.label, random_patches(condition.amount, total, spec.seed)
        else:
            if magnitude is None:
                target = right_answer(run, spec)
                magnitude = integrated_gradients(run, target, spec.gradient_steps).magnitude
            yield condition.label, strongest(magnitude, condition.amount)


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each condition, the answer before among them."""
    yield {"setting": artifact.setting, "condition": "nothing", "patches": 0,
           "right": artifact.right, "log_probability": None, "text": artifact.text}  # fmt: skip
    for each in artifact.ablated:
        yield {"setting": artifact.setting, **each.model_dump()}


def plan(picture: LabelledPicture, thing: Thing, params: Spec) -> Iterable[Item]:
    """For each question an item for each group of conditions; the first description is the naming.

    Groups keep an item short: between two of them an interactive question gets its turn.
    """
    base = common(picture, thing, params) | {"gradient_steps": params.gradient_steps}
    if "generative" not in params.settings:
        yield Item(prompt=prompt_of("generative", thing.word),
                   params={**base, "setting": "generative", "naming": True})  # fmt: skip
    for setting in dict.fromkeys(params.settings):
        for number, conditions in enumerate(groups(setting, params)):
            first = setting == "generative" and number == 0
            yield Item(
                prompt=prompt_of(setting, thing.word),
                params={**base, "setting": setting, "naming": first,
                        "conditions": [c.model_dump() for c in conditions]},
            )  # fmt: skip


def groups(setting: Setting, params: Spec) -> list[list[Condition]]:
    """Conditions that are computed together; the first group may be empty."""
    objects = [Condition(kind="object", amount=buffer) for buffer in BUFFERS]
    near = [
        *(objects if "object" in params.kinds else []),
        *([Condition(kind="register")] if "register" in params.kinds else []),
    ]
    counts = list(dict.fromkeys(params.counts))
    chance, gradient = (
        [Condition(kind=kind, amount=n) for n in counts] if kind in params.kinds else []
        for kind in ("random", "gradient")
    )  # fmt: skip
    together = [near, chance, gradient] if setting == "generative" else [near + chance, gradient]
    return together[:1] + [group for group in together[1:] if group]


def summary(results: Sequence[Result], params: Spec) -> list[Table]:
    """Share of initially right answers destroyed, by question and condition, then who was right."""
    artifacts: list[Artifact] = [result.artifact for result in results]
    cells: dict[tuple[str, str], list[Ablated]] = {}
    for artifact in artifacts:
        for each in artifact.ablated:
            cells.setdefault((artifact.setting, each.condition), []).append(each)
    order = [c.label for group in groups("generative", params) for c in group]
    wanted = [
        (setting, label)
        for setting in params.settings
        for label in order
        if (setting, label) in cells
    ]
    destroyed = [destroyed_row(*key, cells[key]) for key in wanted]
    return [destroyed_table(destroyed), right_table(results, params)]


def destroyed_row(setting: Setting, label: str, cell: Sequence[Ablated]) -> dict[str, object]:
    """One question under one condition, over its objects."""
    return {
        "setting": setting,
        "condition": label,
        "right": len(cell),
        "patches": round(sum(each.patches for each in cell) / len(cell), 1),
        **share([not each.right for each in cell], "destroyed"),
    }


def destroyed_table(found: list[dict[str, object]]) -> Table:
    """The main table."""
    return Table(
        name="destroyed",
        title="Right answers destroyed",
        columns=[
            Column(key="setting", title="question"),
            Column(key="condition", title="replaced by the mean token"),
            Column(key="right", title="right before", kind="count"),
            Column(key="patches", title="patches", kind="number"),
            *interval_columns("destroyed", "destroyed"),
        ],
        rows=found,
        note="Of the answers that were right with the whole picture. Wilson intervals, 95 %.",
        plot=Plot(
            kind="points", x="condition", group="setting",
            series=[Series(title="destroyed", y="destroyed", low="low", high="high")],
        ),
    )  # fmt: skip


def right_table(results: Sequence[Result], params: Spec) -> Table:
    """How many objects each question got right with the whole picture."""
    found = []
    for setting in params.settings:
        right = {
            (r.file, r.word): r.artifact.right for r in results if r.artifact.setting == setting
        }
        found.append({"setting": setting, "objects": len(right),
                      **share(list(right.values()), "right")})  # fmt: skip
    return Table(
        name="right",
        title="Right with the whole picture",
        columns=[
            Column(key="setting", title="question"),
            Column(key="objects", title="objects", kind="count"),
            *interval_columns("right", "right"),
        ],
        rows=found,
    )


study = Study(
    title="Token ablation",
    question="Does the answer need the object's patches, or would any others do?",
    spec=Spec,
    item=Analysis(
        title="Ablation study",
        question="What becomes of the answer without these patches?",
        spec=ItemForm,
        artifact=Artifact,
        compute=compute,
        rows=rows,
    ),
    plan=plan,
    summary=summary,
    place=10,
)
