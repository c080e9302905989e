"""LLaVA-NeXT, also called LLaVA-1.6: tiles at a resolution that suits the picture."""

from __future__ import annotations

from worker.layout import Family
from worker.tiles import tiled

family = Family(
    name="LLaVA-NeXT",
    model_types=("llava_next",),
    geometry=tiled,
    extras=("image_sizes",),
)
