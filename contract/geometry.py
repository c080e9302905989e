"""Where a patch lies in the picture that was uploaded."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Box(BaseModel):
    """A rectangle in original pixels; it may reach beyond the picture where padding was added."""

    left: float
    top: float
    right: float
    bottom: float


class ImageGrid(BaseModel):
    """One grid of image patches, row by row, as it stands in the token sequence.

    `positions[row * cols + col]` is the patch's sequence position, `box` the area of original
    pixels that the whole grid covers.
    """

    name: str = Field(description="overview or tiles")
    rows: int
    cols: int
    box: Box
    positions: list[int]

    def patch_box(self, patch: int) -> Box:
        """The original pixels that `patch` (row * cols + col) covers."""
        row, col = divmod(patch, self.cols)
        width = (self.box.right - self.box.left) / self.cols
        height = (self.box.bottom - self.box.top) / self.rows
        left, top = self.box.left + col * width, self.box.top + row * height
        return Box(left=left, top=top, right=left + width, bottom=top + height)


class Geometry(BaseModel):
    """How the processor turned the picture into patches.

    `grids[0]` is the grid that patch numbers refer to; other grids (LLaVA-NeXT's overview)
    show the same picture again. Pixels outside `grids[0].box` were cut off and not seen.
    """

    width: int = Field(description="of the uploaded picture, pixels")
    height: int
    steps: list[str] = Field(description="what the processor did, in words, in order")
    grids: list[ImageGrid]
