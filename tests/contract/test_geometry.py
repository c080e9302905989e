from contract.geometry import Box, ImageGrid


def grid(box: Box) -> ImageGrid:
    return ImageGrid(name="overview", rows=2, cols=4, box=box, positions=list(range(8)))


def test_patches_run_row_by_row_over_the_box():
    assert grid(Box(left=0, top=0, right=400, bottom=100)).patch_box(5) == Box(
        left=100, top=50, right=200, bottom=100
    )


def test_a_padded_grid_begins_outside_the_picture():
    assert grid(Box(left=0, top=-50, right=400, bottom=150)).patch_box(0).top == -50
