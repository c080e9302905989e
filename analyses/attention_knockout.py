"""Block attention: through which layers does the picture reach the answer?

The edges from one group of positions to another are cut in a window of blocks, in every head, and
the log-probability of the right answer is read again, window by window. (Geva et al. 2023, arXiv
2304.14767; for pictures arXiv 2410.07149, section 5.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from contract.analysis import Analysis
from contract.artifact import Answer, Followed
from contract.errors import BadParameters, FieldError, PatchLensError
from contract.interventions import BlockAttention, Intervention
from contract.model_run import ModelRun, Target
from contract.numbers import rounded
from measures.groups import Group, Members, members
from measures.windows import Window, own_windows, paper_windows, sliding_windows

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

DIGITS = 6


class NoEdge(PatchLensError):
    """No attention runs from the first group to the second."""

    hint = "A position reads itself and what comes before it; swap the groups or choose others."


class Sliding(BaseModel, extra="forbid"):
    """Every window of so many neighbouring blocks."""

    sliding: int = Field(ge=1, le=512)


class Spec(BaseModel, extra="forbid"):
    """What the form asks."""

    source: Group = Field(title="From", description="What is no longer read")
    target: Group = Field(title="To", description="Who no longer reads it")
    windows: (
        Literal["paper"] | Sliding | Annotated[list[Window], Field(min_length=1, max_length=512)]
    ) = Field(
        "paper",
        title="Layers",
        description="The paper's windows, a sliding window, or blocks [first, last] from 0",
    )
    decode: bool = Field(
        False, title="While answering", description="Every generated token is cut off too"
    )
    answer: Text | None = Field(
        None, title="Right answer", description="Empty: the model's own answer token"
    )
    token: int = Field(
        0, ge=0, le=255, title="Answer token", description="Its number in the answer, from 0"
    )
    answers: bool = Field(True, title="Answers", description="Answer in words for every window")
    max_tokens: int = Field(16, ge=1, le=64, title="Length", description="Tokens of each answer")


class End(BaseModel):
    """One end of the edges. `patches`: None for text; `positions`: how many there are."""

    label: str
    patches: list[int] | None
    positions: int


class Baseline(BaseModel):
    """The model as it is."""

    log_probability: float
    answer: Answer


class Artifact(BaseModel):
    """What the page draws, one entry for each window of blocks (from 0, both ends included).

    `log_probability`: of the followed token, natural logarithm. `retained`: whether greedy
    decoding still says it there. `answers`: None where none were asked for.
    """

    rows: int
    cols: int
    depth: int
    source: End
    target: End
    windows: list[Window]
    log_probability: list[float]
    retained: list[bool]
    baseline: Baseline
    answers: list[Answer] | None
    decode: bool
    followed: Followed


def compute(run: ModelRun, spec: Spec) -> Artifact:
    """All windows are scored in one call; then the model answers under each."""
    decode = spec.decode or spec.target == "generated"
    source, target = ends(run, spec, decode)
    windows = chosen_windows(spec, run.depth)
    as_it_is = run.answer([], spec.max_tokens)
    run.progress("blocking attention", 0.2, answer=as_it_is)
    followed = run.target(spec.answer, spec.token)
    variants = [[], *(blocked(source, target, window, decode) for window in windows)]
    scores = run.scores(variants, followed)
    values = rounded(scores.log_probabilities, DIGITS)
    grid = run.geometry.grids[0]
    return Artifact(
        rows=grid.rows,
        cols=grid.cols,
        depth=run.depth,
        source=end(source, source.label),
        target=end(target, target_label(target, spec.target, decode, followed)),
        windows=windows,
        log_probability=values[1:],
        retained=scores.said[1:].tolist(),
        baseline=Baseline(log_probability=values[0], answer=as_it_is),
        answers=answers(run, variants[1:], spec.max_tokens) if spec.answers else None,
        decode=decode,
        followed=Followed(text=followed.text, index=followed.index),
    )


def ends(run: ModelRun, spec: Spec, decode: bool) -> tuple[Members, Members]:
    """Both groups; raises `BadParameters`, `NoEdge` and what `members` raises."""
    if spec.source == "generated":
        raise BadParameters(
            "The group 'generated' cannot be blocked from being read.",
            [FieldError(loc=["source"], msg="not a source")],
            hint="Choose the generated tokens as the target: the tokens that no longer read.",
        )
    source, target = members(spec.source, run), members(spec.target, run)
    if not decode and min(source.positions) > max(target.positions):
        raise NoEdge(f"Every position of {source.label!r} comes after {target.label!r}.")
    return source, target


def chosen_windows(spec: Spec, depth: int) -> list[Window]:
    """The windows that were asked for; raises `LayerOutOfRange`."""
    if isinstance(spec.windows, Sliding):
        return sliding_windows(spec.windows.sliding, depth)
    if spec.windows == "paper":
        return paper_windows(depth)
    return own_windows(spec.windows, depth)


def blocked(source: Members, target: Members, window: Window, decode: bool) -> list[Intervention]:
    """The edges between both groups cut in one window of blocks."""
    layers = tuple(range(window[0], window[1] + 1))
    return [BlockAttention(source.positions, target.positions, layers, decode)]


def answers(run: ModelRun, variants: list[list[Intervention]], max_tokens: int) -> list[Answer]:
    """What the model says under each variant."""
    found = []
    for number, variant in enumerate(variants):
        stage = f"answering, window {number + 1} of {len(variants)}"
        run.progress(stage, 0.5 + 0.5 * number / len(variants))
        found.append(run.answer(variant, max_tokens))
    return found


def end(group: Members, label: str) -> End:
    """One end of the edges as the page names it."""
    patches = None if group.patches is None else list(group.patches)
    return End(label=label, patches=patches, positions=len(group.positions))


def target_label(target: Members, group: Group, decode: bool, followed: Target) -> str:
    """Who was cut off, and honestly whether that is the position that says the followed token."""
    if group == "generated":
        first = followed.index == 0 and len(followed.ids) == 1
        return target.label + ("; the followed token is said before them" if first else "")
    if decode:
        return f"{target.label} and every generated token"
    if group == "last" and followed.index > 0:
        return f"{target.label}; the followed token is said by a later one, which is not cut off"
    return target.label


def rows(artifact: Artifact) -> Iterator[dict[str, object]]:
    """One row for each window."""
    table = zip(artifact.windows, artifact.log_probability, artifact.retained, strict=True)
    for number, ((first, last), value, retained) in enumerate(table):
        yield {
            "first_block": first,
            "last_block": last,
            "log_probability": value,
            "change": value - artifact.baseline.log_probability,
            "retained": retained,
            "answer": artifact.answers[number].text if artifact.answers else "",
        }


analysis = Analysis(
    title="Block attention",
    question="Through which layers does the picture reach the answer?",
    spec=Spec,
    artifact=Artifact,
    compute=compute,
    rows=rows,
    place=50,
)
