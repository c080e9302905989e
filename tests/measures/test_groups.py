import pytest
from pydantic import TypeAdapter, ValidationError

from contract.artifact import Token
from contract.geometry import Geometry, ImageGrid
from measures.groups import EmptyGroup, Group, members
from measures.subsets import NoSuchPatch
from tests.planted import LAST, PlantedRun

GROUP = TypeAdapter(Group)


def found(group, run=None):
    return members(GROUP.validate_python(group), run or PlantedRun())


def test_hard_coded_576_32000_and_35_611():
    """Mistake in public code: positions of one model. Here the picture stands at 1 to 6."""
    assert found("image").positions == (1, 2, 3, 4, 5, 6)
    assert found("last_row").positions == (4, 5, 6)
    assert found("all_but_last_row").positions == (1, 2, 3)


def test_the_last_position_is_where_the_answer_begins():
    run = PlantedRun()
    assert found("last").positions == (len(run.tokens) - 1,) == (LAST,)


def test_the_question_is_the_readers_own_words():
    assert found("question").positions == (7,)
    assert found("question").patches is None


def test_chosen_patches_and_the_others_make_the_image():
    some, others = found({"patches": [4, 1]}), found({"complement": [4, 1]})
    assert some.patches == (1, 4) and some.positions == (2, 5)
    assert others.patches == (0, 2, 3, 5)
    assert sorted(some.positions + others.positions) == [1, 2, 3, 4, 5, 6]


def test_generated_tokens_have_no_position_yet():
    assert found("generated").positions == ()


def test_a_group_without_anyone_is_refused_by_name():
    with pytest.raises(EmptyGroup, match="all but the chosen patches"):
        found({"complement": [0, 1, 2, 3, 4, 5]})


def test_a_patch_that_is_not_there_is_refused():
    with pytest.raises(NoSuchPatch, match="Patch 6"):
        found({"patches": [6]})


@pytest.mark.parametrize("group", ["everything", {"patches": []}, {"patch": [1]}, 4])
def test_a_group_that_nobody_defined_is_refused(group):
    with pytest.raises(ValidationError):
        GROUP.validate_python(group)


class TwoGrids(PlantedRun):
    """The picture stands a second time in front, as an overview of two tokens."""

    @property
    def tokens(self):
        return [Token(text="<image>", segment="image")] * 2 + list(super().tokens)

    @property
    def geometry(self):
        first = super().geometry.grids[0]
        tiles = first.model_copy(update={"positions": [p + 2 for p in first.positions]})
        overview = ImageGrid(name="overview", rows=1, cols=2, box=first.box, positions=[0, 1])
        return Geometry(width=300, height=200, steps=[], grids=[tiles, overview])


def test_the_rest_of_a_picture_includes_its_other_grids():
    run = TwoGrids()
    assert found("image", run).positions == (0, 1, 3, 4, 5, 6, 7, 8)
    assert found({"complement": [0]}, run).positions == (0, 1, 4, 5, 6, 7, 8)
    assert found({"patches": [0]}, run).positions == (3,)
    assert found("all_but_last_row", run).positions == (0, 1, 3, 4, 5)
