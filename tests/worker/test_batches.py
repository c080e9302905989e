"""Which variants go together: alike ones, no more than fit, and never at a loss."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from worker.batches import PASS, batches
from worker.resume import Start


def cost(groups: list[list[int]], starts: list[Start], end: int, depth: int) -> int:
    """Positions that all blocks together read, what passes cost beside them included."""
    total = 0
    for group in groups:
        block = min(starts[i].block for i in group)
        count = end - min(starts[i].position for i in group)
        total += (depth - block) * (PASS + len(group) * count)
    return total


def everything_fits(count: int) -> int:
    return 10**6


def test_no_division_of_the_same_order_is_cheaper() -> None:
    draws = np.random.default_rng(0)
    for _ in range(5):
        starts = [Start(int(p), int(b)) for p, b in draws.integers(0, (200, 8), (8, 2))]
        groups = batches(starts, 210, 8, everything_fits)
        order = [i for group in groups for i in group]
        assert sorted(order) == list(range(8))
        others = [
            [order[a:b] for a, b in zip((0, *cuts), (*cuts, 8), strict=True)]
            for size in range(8)
            for cuts in combinations(range(1, 8), size)
        ]
        assert cost(groups, starts, 210, 8) == min(cost(o, starts, 210, 8) for o in others)


def test_no_batch_has_more_rows_than_fit_and_one_always_does() -> None:
    starts = [Start(190, 0)] * 7 + [Start(0, 0)]
    groups = batches(starts, 200, 4, lambda count: 3 if count <= 10 else 0)
    assert max(len(group) for group in groups) == 3
    assert [7] in groups
    assert sorted(i for group in groups for i in group) == list(range(8))


def test_cheap_rows_share_a_pass_and_dear_ones_begin_on_their_own() -> None:
    at_the_end = [Start(99, block) for block in range(6)]
    assert len(batches(at_the_end, 100, 6, everything_fits)) == 1
    whole = [Start(0, block) for block in range(6)]
    assert len(batches(whole, 1000, 6, everything_fits)) == 6


def test_what_changes_nothing_is_never_computed_with_the_others() -> None:
    starts = [Start(0, 0), Start(99, 4), Start(0, 0)]
    assert [1] in batches(starts, 100, 4, everything_fits)
    assert batches([], 100, 4, everything_fits) == []
