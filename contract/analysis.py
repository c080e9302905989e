"""What an analysis is, and how the files in `analyses/` become a catalogue."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from contract.errors import BadParameters, FieldError, UnknownAnalysis
from contract.figure import Heatmap, View
from contract.model_run import ModelRun


@dataclass(frozen=True)
class Analysis:
    """A method: the form's values (`spec`), what the page draws (`artifact`), the computation.

    `rows` gives the artifact as table rows for CSV, `heatmap` one map for a still picture.
    `needs` names abilities that the model must have. Raise `version` whenever the same
    question would get another answer. `place` orders the tabs of the page.
    """

    title: str
    question: str
    spec: type[BaseModel]
    artifact: type[BaseModel]
    compute: Callable[[ModelRun, Any], BaseModel]
    rows: Callable[[Any], Iterable[dict[str, object]]]
    heatmap: Callable[[Any, View], Heatmap] | None = None
    version: int = 1
    needs: tuple[str, ...] = ()
    place: int = 100

    def parse(self, params: Mapping[str, object]) -> BaseModel:
        """The form's values, checked; raises `BadParameters` naming each wrong one."""
        try:
            return self.spec.model_validate(dict(params))
        except ValidationError as error:
            fields = [FieldError(loc=list(e["loc"]), msg=e["msg"]) for e in error.errors()]
            wrong = ", ".join(".".join(map(str, field.loc)) or "params" for field in fields)
            raise BadParameters(f"Wrong value for {wrong}: {fields[0].msg}", fields) from error


@cache
def catalogue() -> Mapping[str, Analysis]:
    """Every analysis by its name, which is its file's name in `analyses/`, in their order."""
    package = importlib.import_module("analyses")
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    found = {name: importlib.import_module(f"analyses.{name}").analysis for name in names}
    return dict(sorted(found.items(), key=lambda item: item[1].place))


def find_analysis(name: str) -> Analysis:
    """The analysis called `name`; raises `UnknownAnalysis`."""
    try:
        return catalogue()[name]
    except KeyError:
        raise UnknownAnalysis(f"There is no analysis called {name!r}.") from None
