"""Which variants go through the model together.

Rows of a batch begin where the earliest of them must, so rows that begin alike belong together;
but every pass costs something beside its rows. The cheapest division is found exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from worker.resume import Start, earliest

PASS = 64  # positions: one more pass through a block costs about as much as these


def batches(
    starts: Sequence[Start], end: int, depth: int, room: Callable[[int], int]
) -> list[list[int]]:
    """Groups of indices into `starts`, cheapest in all; each is in order of where it begins.

    `end`: length of the sequence. `room`: how many rows of a number of positions fit the memory;
    one always does.
    """
    order = sorted(range(len(starts)), key=lambda i: (starts[i].block, starts[i].position))
    best: list[tuple[float, int]] = [(0, 0)]  # cost of the first j, and where their last group is
    for stop in range(1, len(order) + 1):
        ways = []
        first = starts[order[stop - 1]]
        for begin in range(stop - 1, -1, -1):
            first = earliest([first, starts[order[begin]]])
            rows, count = stop - begin, end - first.position
            if rows > max(1, room(count)):
                break
            ways.append((best[begin][0] + (depth - first.block) * (PASS + rows * count), begin))
        best.append(min(ways))
    groups = []
    stop = len(order)
    while stop > 0:
        begin = best[stop][1]
        groups.append(order[begin:stop])
        stop = begin
    return groups[::-1]
