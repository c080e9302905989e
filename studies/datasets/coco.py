"""COCO's instances as one JSON file: images, annotations, categories.

Boxes are [left, top, width, height] and polygons [x1, y1, x2, y2, ...] in the pixels of the file
that the annotators saw; they are scaled to the stored picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from contract.geometry import Box
from contract.study import LabelledPicture, Region, Thing
from studies.datasets.lines import AnnotationFile, WrongLine, read_each

Finite = Annotated[float, Field(allow_inf_nan=False)]
Side = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Image(BaseModel):
    """A picture as COCO knows it."""

    id: int
    file_name: str
    width: Side
    height: Side


class Annotation(BaseModel):
    """An object; a mask as run lengths is a mapping, polygons are lists of numbers."""

    image_id: int
    category_id: int
    bbox: tuple[Finite, Finite, Finite, Finite]
    segmentation: list[list[Finite]] | dict[str, Any] | None = None
    iscrowd: int = 0


class Category(BaseModel):
    """A class."""

    id: int
    name: str = Field(min_length=1)


class Instances(BaseModel):
    """The whole file."""

    images: list[Image]
    annotations: list[Annotation]
    categories: list[Category]


def label_things(
    pictures: Sequence[LabelledPicture], files: Sequence[AnnotationFile]
) -> tuple[list[LabelledPicture], list[str]]:
    """The pictures with their objects, and what was left out, in words. Raises `BadDataset`."""
    by_name = {PurePosixPath(picture.file).name: picture for picture in pictures}
    found: dict[str, list[Thing]] = {picture.file: [] for picture in pictures}
    left_out: Counter[str] = Counter()
    for instances in read_each(files, read_instances):
        images = {image.id: image for image in instances.images}
        names = {category.id: category.name for category in instances.categories}
        for annotation in instances.annotations:
            image = images[annotation.image_id]
            picture = by_name.get(PurePosixPath(image.file_name).name)
            if picture is None:
                continue
            reason = why_not(annotation)
            if reason:
                left_out[reason] += 1
                continue
            region = region_of(
                annotation, picture.width / image.width, picture.height / image.height
            )
            found[picture.file].append(Thing(word=names[annotation.category_id], region=region))
    notes = [f"{count:,} annotations left out: {reason}." for reason, count in left_out.items()]
    return [p.model_copy(update={"things": found[p.file]}) for p in pictures], notes


def why_not(annotation: Annotation) -> str:
    """Why this annotation cannot be used; empty if it can."""
    if annotation.iscrowd:
        return "they mark crowds"
    return "their masks are run lengths" if isinstance(annotation.segmentation, dict) else ""


def region_of(annotation: Annotation, across: float, down: float) -> Region:
    """The object's place in the stored picture; `across` and `down` scale its pixels."""
    left, top, width, height = annotation.bbox
    box = Box(left=left * across, top=top * down,
              right=(left + width) * across, bottom=(top + height) * down)  # fmt: skip
    rings = annotation.segmentation if isinstance(annotation.segmentation, list) else []
    polygons = [
        [(x * across, y * down) for x, y in zip(ring[::2], ring[1::2], strict=False)]
        for ring in rings
        if len(ring) >= 6
    ]
    return Region(box=box, polygons=polygons)


def read_instances(file: AnnotationFile) -> Instances:
    """The file, checked; raises `WrongLine`."""
    try:
        instances = Instances.model_validate_json(file.text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise WrongLine(
            file.file, place, f"{first['msg']}, not {str(first['input'])[:60]!r}."
        ) from None
    images = {image.id for image in instances.images}
    classes = {category.id for category in instances.categories}
    for number, annotation in enumerate(instances.annotations):
        if annotation.image_id not in images:
            raise WrongLine(file.file, f"annotations.{number}",
                            f"there is no image {annotation.image_id}.")  # fmt: skip
        if annotation.category_id not in classes:
            raise WrongLine(file.file, f"annotations.{number}",
                            f"there is no category {annotation.category_id}.")  # fmt: skip
    return instances
