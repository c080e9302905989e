"""Views of a picture and their labels."""

import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from demo.features import Seen, View, boxed_views, cached, named_views, random_view
from demo.pictures import RASTER


def halves() -> tuple[Image.Image, np.ndarray]:
    """A picture whose right half is white, and its label map (0 left, 1 right)."""
    raster = np.zeros((RASTER, RASTER), np.uint8)
    raster[:, RASTER // 2 :] = 1
    return Image.fromarray(raster * 255).convert("RGB"), raster


def test_labels_follow_the_pixels_into_a_mirrored_crop() -> None:
    picture, raster = halves()
    for view in (
        View(grid=4),
        View((0.25, 0, 1, 1), True, 4),
        View((0.1, 0.2, 0.9, 0.7), False, 8),
    ):
        bright = view.pixels(picture).mean(0) > 0
        cells = bright.unflatten(0, (view.grid, 32)).unflatten(2, (view.grid, 32)).float()
        light = cells.mean((1, 3))
        label = view.labels(raster).float().mean(2)
        assert (light - label).abs().max() < 0.2


def test_crops_stay_inside_the_picture() -> None:
    chance = random.Random(0)
    for _ in range(200):
        left, top, right, bottom = random_view(chance, 16, 0.4, 1.5).crop
        assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1


def test_the_whole_picture_is_always_among_the_views() -> None:
    assert boxed_views(random.Random(0), 4)[0] == View()
    assert [v.grid for v in named_views(random.Random(0), (16, 10))] == [16, 10]


def test_views_are_computed_once(tmp_path: Path) -> None:
    seen = Seen(3, View(), torch.ones(1, 1, 2), torch.zeros(1, 1, 1))
    path = tmp_path / "views.pt"
    assert cached(path, iter([seen]))[0].picture == 3
    assert cached(path, iter([]))[0].picture == 3
