import numpy as np
import pytest

from contract.geometry import Box, ImageGrid
from measures.subsets import (
    NoSuchPatch,
    checked,
    complement,
    grown,
    inside_box,
    inside_polygon,
    random_patches,
    registers,
    strongest,
)


def grid(rows: int, cols: int, box: Box) -> ImageGrid:
    return ImageGrid(
        name="overview", rows=rows, cols=cols, box=box, positions=list(range(rows * cols))
    )


def box(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(left=left, top=top, right=right, bottom=bottom)


PLAIN = grid(4, 4, box(0, 0, 400, 400))
# A picture of 640 x 427: LLaVA-1.5 cuts the middle square out, LLaVA-NeXT pads it to a square.
CROPPED = grid(24, 24, box(106.5, 0, 533.5, 427))
PADDED = grid(24, 24, box(0, -106.5, 640, 533.5))


def test_growing_takes_the_eight_neighbours_and_stops_at_the_border():
    assert grown([5], 4, 4, 0) == (5,)
    assert grown([5], 4, 4, 1) == (0, 1, 2, 4, 5, 6, 8, 9, 10)
    assert grown([0], 4, 4, 1) == (0, 1, 4, 5)
    assert grown([3], 2, 4, 1) == (2, 3, 6, 7)
    assert grown([0], 4, 4, 2) == (0, 1, 2, 4, 5, 6, 8, 9, 10)


def test_registers_are_longer_than_the_mean_and_two_population_deviations():
    embeddings = np.ones((10, 3), dtype=np.float32)
    embeddings[7] = 50
    assert registers(embeddings) == (7,)
    assert registers(np.ones((10, 3), dtype=np.float32)) == ()
    # Norms 1, 1, 1, 1, 6: mean 2, population deviation 2, so 6 is just not above 6.
    assert registers(np.array([[1], [1], [1], [1], [6]], dtype=np.float32)) == ()


def test_unseeded_random_controls():
    """Mistake in public code: the controls could not be drawn again."""
    assert random_patches(10, 576, seed=3, draw=1) == random_patches(10, 576, seed=3, draw=1)
    draws = {random_patches(10, 576, seed=3, draw=draw) for draw in range(21)}
    assert len(draws) == 21
    assert random_patches(10, 576, seed=4, draw=1) not in draws


def test_random_patches_are_different_ones_of_the_picture():
    drawn = random_patches(250, 576, seed=0)
    assert len(set(drawn)) == 250 and min(drawn) >= 0 and max(drawn) < 576
    assert random_patches(10, 6, seed=0) == (0, 1, 2, 3, 4, 5)


def test_the_complement_is_everything_else():
    assert complement([1, 3], 5) == (0, 2, 4)


def test_the_strongest_patches_come_in_order_of_their_numbers():
    assert strongest([0.1, 0.9, 0.2, 0.9], 2) == (1, 3)
    assert strongest([0.5, 0.5, 0.5], 2) == (0, 1)


def test_a_patch_that_is_not_there_is_named():
    assert checked([3, 1, 3], 4) == (1, 3)
    with pytest.raises(NoSuchPatch, match=r"Patch 4 .* 0 to 3"):
        checked([1, 4], 4)


def test_a_box_takes_every_patch_that_it_overlaps_by_more_than_nothing():
    assert inside_box(box(100, 100, 200, 200), PLAIN) == (5,)
    assert inside_box(box(99.9, 100, 200, 200.1), PLAIN) == (4, 5, 8, 9)
    assert inside_box(box(150, 150, 150, 390), PLAIN) == ()
    assert inside_box(box(-50, -50, 50, 50), PLAIN) == (0,)


def test_a_box_on_the_borders_of_a_cropped_grid_takes_just_its_patches():
    border = CROPPED.patch_box(27)
    assert inside_box(border, CROPPED) == (27,)
    assert inside_box(box(0, 0, 106.5, 427), CROPPED) == ()  # cut off, never seen
    assert inside_box(box(0, 0, 107, 1), CROPPED) == (0,)


def test_a_padded_picture_begins_in_the_fifth_row():
    assert inside_box(box(0, 0, 20, 20), PADDED) == (3 * 24, 4 * 24)
    whole = inside_box(box(0, 0, 640, 427), PADDED)
    assert whole == tuple(range(3 * 24, 21 * 24))  # rows 3 and 20 hold a sliver of picture


def test_width_24_as_patch_size():
    """Mistake in public code: `width // 24` (26 px at 640) where a patch is 427 / 24 px."""
    last = inside_box(box(515.8, 0, 533, 10), CROPPED)
    assert last == (23,)
    assert 515.8 // (640 // 24) == 19


def test_a_triangle_takes_the_patches_under_its_area():
    assert inside_polygon([(10, 10), (190, 10), (10, 190)], PLAIN) == (0, 1, 4)
    # Its corner touches patch 5 in one point: an overlap of nothing.
    assert inside_polygon([(0, 0), (200, 0), (0, 200)], PLAIN) == (0, 1, 4)
    assert inside_polygon([(0, 0), (201, 0), (0, 201)], PLAIN) == (0, 1, 2, 4, 5, 8)


def test_polygons_cut_by_deleting_vertices():
    """Mistake in public code: corners outside the picture were dropped instead of clipped."""
    reaching_out = [(-100, 210), (350, 0), (350, 410)]
    # Dropping corners would leave no area; the triangle covers most of the picture.
    assert inside_polygon(reaching_out, PLAIN) == tuple(p for p in range(16) if p not in (0, 12))


def test_a_hollow_polygon_leaves_its_hollow_out():
    frame = [(10, 10), (390, 10), (390, 390), (310, 390), (310, 90), (90, 90), (90, 390), (10, 390)]
    assert inside_polygon(frame, PLAIN) == (0, 1, 2, 3, 4, 7, 8, 11, 12, 15)


def test_the_way_round_does_not_matter():
    shape = [(120.0, 30.0), (500.0, 80.0), (480.0, 400.0), (200.0, 300.0)]
    assert inside_polygon(shape, CROPPED) == inside_polygon(shape[::-1], CROPPED)


def test_clipping_agrees_with_counting_fine_points():
    shape = [(130.0, 20.0), (530.0, 200.0), (300.0, 210.0), (350.0, 420.0)]
    found = set(inside_polygon(shape, CROPPED))
    xs, ys = np.meshgrid(np.arange(106.6, 533, 0.5), np.arange(0.1, 427, 0.5))
    within = np.zeros(xs.shape, dtype=bool)
    for (x0, y0), (x1, y1) in zip(shape, shape[1:] + shape[:1], strict=True):
        crosses = (y0 > ys) != (y1 > ys)
        within ^= crosses & (xs < (x1 - x0) * (ys - y0) / (y1 - y0) + x0)
    size = 427 / 24
    counted = (ys // size * 24 + (xs - 106.5) // size)[within].astype(int)
    assert set(counted.tolist()) <= found
    assert len(found - set(counted.tolist())) <= 3  # slivers between the points
