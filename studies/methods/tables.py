"""From items' artifacts to tables: who counts, shares and means with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract.study import Column, Result, Study, Table
from measures.intervals import bootstrap_mean, wilson
from studies.methods.presets import Params, Step

DIGITS = 6


def tables_of(
    study: Study, results: Sequence[Result], params: Params, steps: Sequence[Step]
) -> list[Table]:
    """The study's tables over the objects that count, and how many were left at each step."""
    left, more = counted(results, params)
    return [*study.summary(left, params), filter_table([*steps, *more])]


def counted(results: Sequence[Result], params: Params) -> tuple[list[Result], list[Step]]:
    """The results of objects that are seen and named, and the count at each of these steps."""
    naming = {identity(r): r.artifact.naming for r in results if r.artifact.naming is not None}
    seen = {identity(r) for r in results if r.artifact.object}
    steps = [Step(title="seen by the model", left=len(seen))]
    named = {who for who in seen if who in naming and naming[who].before}
    steps.append(Step(title="named in the description", left=len(named)))
    fits = {who for who in named if naming[who].counts}
    if params.strict:
        steps.append(Step(title="and not when the picture is noise", left=len(fits)))
    return [r for r in results if identity(r) in fits], steps


def identity(result: Result) -> tuple[str, str]:
    """Which object of which picture."""
    return result.file, result.word


def filter_table(steps: Sequence[Step]) -> Table:
    """How many objects were left at each step."""
    return Table(
        name="filter",
        title="Which objects count",
        columns=[Column(key="step", title="step"), Column(key="left", title="left", kind="count")],
        rows=[{"step": step.title, "left": step.left} for step in steps],
    )


def share(right: Sequence[bool], key: str = "share") -> dict[str, Any]:
    """How many of them are true, with Wilson's 95 % interval."""
    low, high = wilson(sum(right), len(right))
    value = sum(right) / len(right) if right else None
    return {key: shortened(value), "low": shortened(low), "high": shortened(high)}


def mean(values: Sequence[float], seed: int, key: str = "mean") -> dict[str, Any]:
    """The mean, with a seeded bootstrap's 95 % interval; null without any value."""
    if not values:
        return {key: None, f"{key}_low": None, f"{key}_high": None}
    low, high = bootstrap_mean(values, seed)
    middle = sum(values) / len(values)
    named = {key: middle, f"{key}_low": low, f"{key}_high": high}
    return {name: shortened(value) for name, value in named.items()}


def shortened(value: float | None) -> float | None:
    """Enough digits behind the point for any table, however it rounds them again."""
    return None if value is None else round(value, DIGITS)


def interval_columns(key: str, title: str, low: str = "low", high: str = "high") -> list[Column]:
    """Columns of a share with its interval."""
    return [
        Column(key=key, title=title, kind="share"),
        Column(key=low, title="95 % from", kind="share"),
        Column(key=high, title="to", kind="share"),
    ]


def mean_columns(key: str, title: str) -> list[Column]:
    """Columns of a mean with its interval."""
    return [
        Column(key=key, title=title, kind="number"),
        Column(key=f"{key}_low", title="95 % from", kind="number"),
        Column(key=f"{key}_high", title="to", kind="number"),
    ]
