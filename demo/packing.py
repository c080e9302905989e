"""Several questions about one picture in one sequence, each as if it were the only one.

The image's tokens come once; every question sees them and itself, and none of the other questions.
Positions start again after the image for each question.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

IGNORED = -100
Encode = Callable[[str], list[int]]
BEFORE = "<|im_start|>user\n"
AFTER = "\n{question}<|im_end|>\n<|im_start|>assistant\n"
END = "<|im_end|>"


@dataclass(frozen=True)
class Packed:
    """One sequence: token `ids`, `targets` (the next token or IGNORED), `positions`, and the
    `block` of each token (0: the shared beginning, n: the n-th question).
    """

    ids: list[int]
    targets: list[int]
    positions: list[int]
    block: list[int]
    image_start: int


def pack(encode: Encode, patches: int, image_token: int, talks: list[tuple[str, str]]) -> Packed:
    """Lay out the image and the questions with their answers."""
    ids = encode(BEFORE)
    start = len(ids)
    ids = ids + [image_token] * patches
    targets, positions = [IGNORED] * len(ids), list(range(len(ids)))
    block = [0] * len(ids)
    shared = len(ids)
    for number, (question, answer) in enumerate(talks, start=1):
        asked = encode(AFTER.format(question=question))
        told = encode(answer + END)
        ids += asked + told[:-1]
        targets += [IGNORED] * (len(asked) - 1) + told
        positions += range(shared, shared + len(asked) + len(told) - 1)
        block += [number] * (len(asked) + len(told) - 1)
    return Packed(ids, targets, positions, block, start)


@dataclass(frozen=True)
class Batch:
    """Sequences of one length: `ids`, `targets`, `positions` (batch, length); `mask` (batch, 1,
    length, length) to be added to attention scores.
    """

    ids: Tensor
    targets: Tensor
    positions: Tensor
    mask: Tensor
    image_start: int


def stack(sequences: list[Packed], padding: int, dtype: torch.dtype) -> Batch:
    """Pad to the longest sequence; padding sees itself only."""
    longest = max(len(s.ids) for s in sequences)

    def padded(rows: list[list[int]], fill: int) -> Tensor:
        return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])

    block = padded([s.block for s in sequences], -1)
    same = (block[:, :, None] == block[:, None, :]) | (block[:, None, :] == 0)
    visible = (same & (block[:, :, None] >= 0)).tril() | torch.eye(longest, dtype=torch.bool)
    mask = torch.zeros(visible.shape, dtype=dtype).masked_fill(~visible, torch.finfo(dtype).min)
    return Batch(
        padded([s.ids for s in sequences], padding),
        padded([s.targets for s in sequences], IGNORED),
        padded([s.positions for s in sequences], 0),
        mask[:, None],
        sequences[0].image_start,
    )
