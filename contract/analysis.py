"""What an analysis is, and how the files in `analyses/` become a catalogue."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ValidationError

from contract.errors import BadParameters, FieldError, UnknownAnalysis
from contract.figure import Heatmap, View
from contract.model_run import ModelRun

ITEM = "_study"
"""How the name of a study's item analysis ends; such jobs go into the `batch` lane."""


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
        return parsed(self.spec, params)


def parsed(form: type[BaseModel], params: Mapping[str, object]) -> BaseModel:
    """`params` as the values of a form; raises `BadParameters` naming each wrong one."""
    try:
        return form.model_validate(dict(params))
    except ValidationError as error:
        fields = [FieldError(loc=list(e["loc"]), msg=e["msg"]) for e in error.errors()]
        wrong = ", ".join(".".join(map(str, field.loc)) or "params" for field in fields)
        raise BadParameters(f"Wrong value for {wrong}: {fields[0].msg}", fields) from error


def modules_of(package: str) -> Mapping[str, ModuleType]:
    """The modules in a package's folder by name; its subpackages are left out."""
    folder = importlib.import_module(package).__path__
    names = sorted(info.name for info in pkgutil.iter_modules(folder) if not info.ispkg)
    return {name: importlib.import_module(f"{package}.{name}") for name in names}


@cache
def catalogue() -> Mapping[str, Analysis]:
    """Every analysis by its name, which is its file's name in `analyses/`, in their order."""
    found = {name: module.analysis for name, module in modules_of("analyses").items()}
    return dict(sorted(found.items(), key=lambda item: item[1].place))


@cache
def study_items() -> Mapping[str, Analysis]:
    """What studies ask of one picture, by `<study>_study`; no part of the catalogue."""
    return {name + ITEM: module.study.item for name, module in modules_of("studies").items()}


def find_analysis(name: str) -> Analysis:
    """The analysis, or the study's item, called `name`; raises `UnknownAnalysis`."""
    found = catalogue().get(name) or study_items().get(name)
    if found is None:
        raise UnknownAnalysis(f"There is no analysis called {name!r}.")
    return found
