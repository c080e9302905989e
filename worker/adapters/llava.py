"""LLaVA-1.5 (arXiv 2310.03744): one square grid; the CLIP tower and the demonstration tower."""

from __future__ import annotations

from contract.geometry import Box, Geometry, ImageGrid
from worker.layout import Family, Seen, expected
from worker.mapping import Canvas, edge, resized_as


def canvas_of(seen: Seen) -> Canvas:
    """The steps of the image processor: pad to a square, resize, crop the centre."""
    settings = seen.processor.image_processor
    canvas = Canvas(seen.width, seen.height)
    if getattr(settings, "do_pad", False):
        side = max(seen.width, seen.height)
        canvas = canvas.padded(side, side)
    if settings.do_resize:
        canvas = resized_as(canvas, settings.size)
    if settings.do_center_crop:
        height, width = (edge(settings.crop_size, name) for name in ("height", "width"))
        canvas = canvas.centred(width or canvas.width, height or canvas.height)
    return canvas


def geometry(seen: Seen) -> Geometry:
    """One grid, row by row; a class token in front of it belongs to no patch."""
    height, width = seen.pixels[-2:]
    side = seen.processor.patch_size
    rows, cols = height // side, width // side
    leading = len(seen.positions) - rows * cols
    wanted = seen.processor.num_additional_image_tokens
    if seen.processor.vision_feature_select_strategy == "default":
        wanted -= 1
    expected(rows * cols + max(wanted, 0), len(seen.positions), f"{rows} x {cols} patches")
    canvas = canvas_of(seen)
    expected(canvas.width * canvas.height, width * height, "the picture's size after resizing")
    area = canvas.original(Box(left=0, top=0, right=cols * side, bottom=rows * side))
    grid = ImageGrid(
        name="overview",
        rows=rows,
        cols=cols,
        box=area,
        positions=list(seen.positions[leading:]),
    )
    return Geometry(width=seen.width, height=seen.height, steps=list(canvas.steps), grids=[grid])


family = Family(name="LLaVA-1.5", model_types=("llava",), geometry=geometry)
