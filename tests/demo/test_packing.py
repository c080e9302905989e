"""Several questions in one sequence do not see each other."""

import torch

from demo.packing import IGNORED, pack, stack


def letters(text: str) -> list[int]:
    """One token for each character."""
    return [ord(c) for c in text]


def test_questions_see_the_image_and_not_each_other() -> None:
    packed = pack(letters, 4, 7, [("a?", "A."), ("b?", "B.")])
    batch = stack([packed], 0, torch.float32)
    blocks = torch.tensor(packed.block)
    first, second = int((blocks == 1).nonzero()[-1]), int((blocks == 2).nonzero()[-1])
    visible = batch.mask[0, 0] == 0
    assert visible[second, : packed.image_start + 4].all()
    assert not visible[second, first]
    assert visible[second, second] and not visible[first, second]


def test_each_question_starts_at_the_same_position() -> None:
    packed = pack(letters, 4, 7, [("a?", "A."), ("b?", "B.")])
    starts = [packed.positions[packed.block.index(n)] for n in (1, 2)]
    assert starts[0] == starts[1] == packed.image_start + 4


def test_the_targets_spell_the_answer_and_its_end() -> None:
    packed = pack(letters, 4, 7, [("a?", "A.")])
    said = "".join(chr(t) for t in packed.targets if t != IGNORED)
    assert said == "A.<|im_end|>"
