"""The planted model finds a red square through the real processor, where the geometry says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worker.squares import SHAPES, assert_squares_are_found


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_a_red_square_is_found_at_its_patch(engines: Any, width: int, height: int) -> None:
    assert_squares_are_found(engines("llava", planted=True), width, height)
