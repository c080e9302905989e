"""Which kind of annotations these are, and the pictures with what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from contract.errors import BadDataset, FieldError
from contract.study import LabelledPicture
from studies.datasets import coco, word_list, yolo
from studies.datasets.lines import AnnotationFile


@dataclass(frozen=True)
class Dataset:
    """Labelled pictures, and what a reader of the result must know about them."""

    pictures: list[LabelledPicture]
    notes: list[str] = field(default_factory=list)


def read_dataset(
    pictures: Sequence[LabelledPicture],
    annotations: Sequence[AnnotationFile],
    words: Sequence[str] = (),
) -> Dataset:
    """The pictures with their objects: a word list if one is given, else COCO, else YOLO.

    Raises `BadDataset`, naming file and line.
    """
    refuse_namesakes(pictures)
    lists = [file for file in annotations if file.ending == ".csv" or file.stem == "words"]
    if words:
        lists = [AnnotationFile(file="words", text="\n".join(words))]
    instances = [file for file in annotations if file.ending == ".json"]
    labels = [file for file in annotations if file.ending not in {".json", ".csv"}]
    if lists:
        return with_note(word_list.label_things(pictures, lists))
    if instances:
        labelled, notes = coco.label_things(pictures, instances)
        return with_note(labelled, notes)
    if labels:
        return with_note(yolo.label_things(pictures, labels))
    message = "there are neither annotations nor words"
    raise BadDataset(
        f"The dataset is empty: {message}.", [FieldError(loc=["dataset"], msg=message)]
    )


def with_note(pictures: list[LabelledPicture], notes: Sequence[str] = ()) -> Dataset:
    """The dataset, saying how many pictures have no object."""
    bare = sum(not picture.things for picture in pictures)
    said = [f"{bare:,} of {len(pictures):,} pictures have no annotation."] if bare else []
    return Dataset(pictures, [*notes, *said])


def refuse_namesakes(pictures: Sequence[LabelledPicture]) -> None:
    """Raise `BadDataset` if labels could belong to two pictures."""
    seen: dict[str, str] = {}
    for picture in pictures:
        stem = PurePosixPath(picture.file).stem
        if stem in seen:
            message = f"{seen[stem][:200]!r} and {picture.file[:200]!r} have the same name."
            raise BadDataset(message, [FieldError(loc=["dataset", "pictures"], msg=message)])
        seen[stem] = picture.file
