"""What a study is, and how the files in `studies/` become a list of them.

A study asks the same of many labelled pictures. Each of its items is a job like any analysis's,
under the name `<study>_study`; the tables are made of the items' artifacts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field

from contract.analysis import ITEM, Analysis, modules_of
from contract.errors import UnknownStudy
from contract.geometry import Box

Point = tuple[float, float]


class Region(BaseModel):
    """Where an object is, in pixels of the stored picture: polygons, or else its box."""

    box: Box
    polygons: list[list[Point]] = Field(default_factory=list)

    @property
    def area(self) -> float:
        """Square pixels: of the polygons where there are any, else of the box."""
        if self.polygons:
            return sum(shoelace(points) for points in self.polygons)
        return (self.box.right - self.box.left) * (self.box.bottom - self.box.top)


def shoelace(points: Sequence[Point]) -> float:
    """The area inside a closed line, square pixels."""
    turned = [*points[1:], *points[:1]]
    twice = sum(x * v - u * y for (x, y), (u, v) in zip(points, turned, strict=True))
    return abs(twice) / 2


class Thing(BaseModel):
    """An object of a class in a picture; without a region only the word is known."""

    word: str
    region: Region | None = None


class LabelledPicture(BaseModel):
    """A stored picture (`image` is its id) with what somebody marked in it."""

    file: str
    image: str
    width: int
    height: int
    things: list[Thing] = Field(default_factory=list)


class Item(BaseModel):
    """One question of a study: which prompt, with which parameters of its item analysis."""

    prompt: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """An item that was answered: its picture's name, the class word, the artifact."""

    file: str
    word: str
    artifact: Any


class Column(BaseModel):
    """A column of a table: its key in the rows, its heading, how its values read."""

    key: str
    title: str
    kind: Literal["text", "count", "number", "share"] = "text"


class Series(BaseModel):
    """Which columns hold a value and the ends of its interval."""

    title: str
    y: str
    low: str
    high: str


class Plot(BaseModel):
    """How a table is drawn: each series over column `x`, once for each value of `group`."""

    kind: Literal["points", "lines"]
    x: str
    series: list[Series]
    group: str | None = None


class Table(BaseModel):
    """A result: rows by column keys, what to know about it, how to draw it."""

    name: str
    title: str
    columns: list[Column]
    rows: list[dict[str, Any]]
    note: str = ""
    plot: Plot | None = None


@dataclass(frozen=True)
class Study:
    """A method over a folder of pictures.

    `spec` is the study's form (it inherits from `studies.methods.presets.Params`), `item` the
    analysis of one item. `plan` names the items for one object of one picture; `summary` makes
    the tables, the main one first. Both are pure.
    """

    title: str
    question: str
    spec: type[BaseModel]
    item: Analysis
    plan: Callable[[LabelledPicture, Thing, Any], Iterable[Item]]
    summary: Callable[[Sequence[Result], Any], list[Table]]
    place: int = 100


@cache
def studies() -> Mapping[str, Study]:
    """Every study by its name, which is its file's name in `studies/`, in their order."""
    found = {name: module.study for name, module in modules_of("studies").items()}
    return dict(sorted(found.items(), key=lambda item: item[1].place))


def find_study(name: str) -> Study:
    """The study called `name`; raises `UnknownStudy`."""
    try:
        return studies()[name]
    except KeyError:
        known = ", ".join(studies())
        raise UnknownStudy(f"There is no study called {name[:80]!r}, only {known}.") from None


def item_name(study: str) -> str:
    """The name under which a study's items are asked."""
    return study + ITEM
