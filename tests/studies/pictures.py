"""A labelled picture for the planted run: a dog in the middle of its lower row."""

from __future__ import annotations

from contract.geometry import Box
from contract.study import LabelledPicture, Region, Result, Study, Thing
from studies.methods.presets import Params
from tests.planted import PlantedRun

DOG = Thing(word="dog", region=Region(box=Box(left=110, top=110, right=190, bottom=190)))


def picture(*things: Thing, file: str = "a.jpg", width: int = 300, height: int = 200):
    return LabelledPicture(
        file=file, image="ab" * 32, width=width, height=height, things=list(things or [DOG])
    )


def thing(word: str, left: float, top: float, right: float, bottom: float) -> Thing:
    return Thing(word=word, region=Region(box=Box(left=left, top=top, right=right, bottom=bottom)))


def answered(study: Study, params: Params, run: PlantedRun, of: Thing = DOG) -> list[Result]:
    """The results of every item that the study plans for one object."""
    shown = picture(of)
    return [
        Result(shown.file, of.word, study.item.compute(run, study.item.parse(item.params)))
        for item in study.plan(shown, of, params)
    ]
