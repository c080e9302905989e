import pytest

from contract.errors import LayerOutOfRange
from measures.windows import PAPER, own_windows, paper_windows, sliding_windows


def test_the_papers_windows_are_its_own_at_its_own_depth():
    assert paper_windows(32) == [(0, 9), (5, 14), (11, 20), (15, 24), (21, 31), (0, 31)]


def test_at_half_the_depth_they_are_half_as_long():
    assert paper_windows(16) == [(0, 4), (3, 7), (6, 10), (8, 12), (11, 15), (0, 15)]


@pytest.mark.parametrize("depth", range(1, 81))
def test_at_any_depth_there_are_six_within_the_model_in_the_papers_order(depth):
    windows = paper_windows(depth)
    assert len(windows) == len(PAPER)
    assert all(0 <= first <= last < depth for first, last in windows)
    assert windows[0][0] == 0 and windows[4][1] == depth - 1 and windows[5] == (0, depth - 1)
    assert windows[:5] == sorted(windows[:5])


def test_a_sliding_window_stops_at_every_block():
    assert sliding_windows(2, 4) == [(0, 1), (1, 2), (2, 3)]
    assert sliding_windows(4, 4) == [(0, 3)]


@pytest.mark.parametrize("width", [0, 5])
def test_a_window_wider_than_the_model_is_refused(width):
    with pytest.raises(LayerOutOfRange, match=f"{width} blocks"):
        sliding_windows(width, 4)


@pytest.mark.parametrize("window", [(2, 1), (-1, 2), (0, 4)])
def test_own_windows_lie_within_the_model(window):
    assert own_windows([(0, 0), (1, 3)], 4) == [(0, 0), (1, 3)]
    with pytest.raises(LayerOutOfRange, match="blocks 0 to 3"):
        own_windows([(0, 1), window], 4)
