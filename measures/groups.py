"""Groups of positions by name: what a knockout cuts, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from contract.errors import PatchLensError
from contract.geometry import ImageGrid
from contract.model_run import ModelRun
from measures.subsets import Patches, checked, complement

Name = Literal["image", "last_row", "all_but_last_row", "question", "last", "generated"]
Numbers = Annotated[list[int], Field(min_length=1, max_length=100_000)]


class Chosen(BaseModel, extra="forbid"):
    """Patches named one by one."""

    patches: Numbers


class Others(BaseModel, extra="forbid"):
    """All of the image but these patches."""

    complement: Numbers


Group = Name | Chosen | Others


class EmptyGroup(PatchLensError):
    """There is nothing in this group."""

    hint = "Choose another group of positions."


@dataclass(frozen=True)
class Members:
    """A group found in one run.

    `patches`: of the primary grid, None for text. `positions`: of the sequence; with several
    grids the whole image has more of them than patches.
    """

    label: str
    patches: Patches | None
    positions: tuple[int, ...]


def members(group: Group, run: ModelRun) -> Members:
    """Who belongs to `group`. Generated tokens have no positions yet: theirs is an empty list.

    Raises `EmptyGroup` and `NoSuchPatch`.
    """
    grid = run.geometry.grids[0]
    if group == "generated":
        return Members("generated tokens", None, ())
    if group == "last":
        return Members("last position of the prompt", None, (len(run.tokens) - 1,))
    if group == "question":
        return filled(Members("the question", None, segment(run, "prompt")))
    return filled(image_group(group, run, grid))


def image_group(group: Group, run: ModelRun, grid: ImageGrid) -> Members:
    """A group of image positions.

    What is not left out belongs to it, further grids of the same picture included.
    """
    total = grid.rows * grid.cols
    last_row = tuple(range(total - grid.cols, total))
    if isinstance(group, Chosen):
        return listed("chosen patches", checked(group.patches, total), grid)
    if group == "last_row":
        return listed("the last row of patches", last_row, grid)
    label, without = "the whole image", Patches(())
    if isinstance(group, Others):
        label, without = "all but the chosen patches", checked(group.complement, total)
    elif group == "all_but_last_row":
        label, without = "all but the last row of patches", last_row
    gone = {grid.positions[patch] for patch in without}
    positions = tuple(p for p in segment(run, "image") if p not in gone)
    return Members(label, complement(without, total), positions)


def listed(label: str, patches: Patches, grid: ImageGrid) -> Members:
    """Exactly these patches."""
    return Members(label, patches, tuple(grid.positions[patch] for patch in patches))


def segment(run: ModelRun, name: Literal["image", "prompt"]) -> tuple[int, ...]:
    """Every position that belongs to the picture, or to the reader's own words."""
    return tuple(i for i, token in enumerate(run.tokens) if token.segment == name)


def filled(found: Members) -> Members:
    """`found` if there is anything in it; raises `EmptyGroup`."""
    if not found.positions:
        raise EmptyGroup(f"The group {found.label!r} has no position here.")
    return found
