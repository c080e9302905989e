"""What every item of a study has: where the object is, and what is known of its naming."""

from __future__ import annotations

from math import ceil

from pydantic import BaseModel, Field

from contract.model_run import ModelRun
from contract.study import LabelledPicture, Region, Thing
from measures.subsets import Patches, inside_box, inside_polygon, strongest
from measures.word_layers import word_at
from studies.methods.naming import Naming, naming_of
from studies.methods.presets import Params, picture_seed
from studies.methods.questions import Asked

WORD_SHARE = 0.06
"""Without a region the object is this share of the patches, those that say its word most."""


class ItemSpec(Asked):
    """What every item's form asks. `naming`: this item finds out whether the object is named."""

    region: Region | None = Field(None, description="the object; null: where its word is read")
    naming: bool = Field(False, description="find out whether the object is named")
    strict: bool = Field(False, description="and whether it is named from noise too")
    seed: int = Field(0, ge=0, description="of every random draw")


class ItemArtifact(BaseModel):
    """What every item's artifact holds. `object`: its patches, row * cols + col."""

    rows: int
    cols: int
    object: list[int]
    naming: Naming | None


def found_object(run: ModelRun, spec: ItemSpec) -> ItemArtifact:
    """The object's patches and, where this item is to find out, its naming."""
    patches = object_patches(run, spec.word, spec.region)
    naming = naming_of(run, spec, spec.strict, spec.seed) if spec.naming and patches else None
    grid = run.geometry.grids[0]
    return ItemArtifact(rows=grid.rows, cols=grid.cols, object=list(patches), naming=naming)


def object_patches(run: ModelRun, word: str, region: Region | None) -> Patches:
    """Every patch that the object overlaps; none where it was cut off before the model saw it."""
    grid = run.geometry.grids[0]
    if region is None:
        return strongest(word_at(run, word).values, ceil(WORD_SHARE * grid.rows * grid.cols))
    if not region.polygons:
        return inside_box(region.box, grid)
    found = {patch for points in region.polygons for patch in inside_polygon(points, grid)}
    return tuple(sorted(found))


def common(picture: LabelledPicture, thing: Thing, params: Params) -> dict[str, object]:
    """An item's parameters that do not depend on the study."""
    return {
        "word": thing.word,
        "region": None if thing.region is None else thing.region.model_dump(),
        "max_tokens": params.max_tokens,
        "strict": params.strict,
        "seed": picture_seed(params.seed, picture),
    }
