import numpy as np
import pytest

from analyses.token_ablation import Spec, analysis, compute, heatmap, rows
from contract.errors import BadParameters, NoSuchToken
from contract.figure import View
from measures.subsets import NoSuchPatch, NothingSelected
from tests.planted import CARRIER, PATCH_COST, REGISTER, SURE, PlantedRun

LOST = pytest.approx(SURE - PATCH_COST)
KEPT = pytest.approx(SURE)


def ablated(run=None, **params):
    return compute(run or PlantedRun(), analysis.parse({"token": 1, **params}))


class NoRegisters(PlantedRun):
    """Every embedding is equally long."""

    def image_embeddings(self):
        table = np.ones((6, 4), dtype=np.float32)
        table[CARRIER] = [1, 1, 1, -1]
        return table


def test_only_the_carrier_matters():
    for patch in range(6):
        change = ablated(patches=[patch]).target_log_probability
        assert change.before == KEPT
        assert change.after == (LOST if patch == CARRIER else KEPT)


def test_the_answer_changes_with_the_carrier_and_with_nothing_else():
    assert ablated(patches=[CARRIER]).before.text == "A dog"
    assert ablated(patches=[CARRIER]).after.text == "A cat"
    assert ablated(patches=[0, 1, 2, 3, 5]).after.text == "A dog"


def test_probabilities_of_whichever_token_came_out_instead_of_the_right_one():
    """Mistake in public code: without the carrier the model is sure of "cat"; that is not ours."""
    artifact = ablated(patches=[CARRIER])
    assert artifact.target.model_dump() == {"text": " dog", "index": 1}
    assert artifact.after.tokens[1].log_probability == SURE
    assert artifact.target_log_probability.after == LOST


def test_the_controls_are_as_many_patches_as_were_removed():
    artifact = ablated(patches=[CARRIER, 5])
    assert len(artifact.controls.random) == 20
    assert artifact.controls.gradient.patches == [0, CARRIER]
    assert artifact.controls.gradient.log_probability == LOST


def test_registers_are_all_of_them_whatever_their_number():
    control = ablated(patches=[1, 2, 3]).controls.register
    assert control.patches == [REGISTER]
    assert control.log_probability == KEPT


def test_the_p_value_counts_the_draws_that_hit_the_carrier_too():
    artifact = ablated(patches=[CARRIER], controls={"random": 50})
    hits = sum(value < -1 for value in artifact.controls.random)
    assert 0 < hits < 25  # one patch of six is the carrier
    assert artifact.p_value == pytest.approx((1 + hits) / 51)


def test_a_region_without_effect_has_the_p_value_one():
    assert ablated(patches=[1]).p_value == 1


def test_unseeded_random_controls():
    """Mistake in public code: the controls could not be drawn again."""
    first, again = (ablated(patches=[CARRIER, 1], seed=3) for _ in range(2))
    assert first.controls.random == again.controls.random
    other = ablated(patches=[CARRIER, 1], seed=4)
    assert first.controls.random != other.controls.random
    assert len(set(first.controls.random)) == 2  # draws differ: some hit, some miss


def test_all_controls_are_scored_together_with_the_removal():
    class Counting(PlantedRun):
        calls = 0

        def scores(self, variants, target):
            self.calls += 1
            return super().scores(variants, target)

    run = Counting()
    ablated(run, patches=[CARRIER])
    assert run.calls == 1
    assert run.scored == 1 + 1 + 20 + 1 + 1


def test_controls_that_nobody_asked_for_are_not_computed():
    run = PlantedRun()
    wanted = {"random": 0, "register": False, "gradient": False}
    artifact = ablated(run, patches=[CARRIER], controls=wanted)
    assert run.scored == 2
    assert artifact.p_value is None
    assert artifact.controls.random == []
    assert artifact.controls.register is None and artifact.controls.gradient is None


@pytest.mark.parametrize(
    ("rule", "removed"),
    [
        ({"kind": "word", "word": "dog", "count": 1}, [CARRIER]),
        ({"kind": "box", "box": [110, 110, 190, 190]}, [CARRIER]),
        ({"kind": "polygon", "points": [[90, 110], [190, 110], [190, 190]]}, [3, CARRIER]),
        ({"kind": "register"}, [REGISTER]),
        ({"kind": "gradient", "count": 1}, [CARRIER]),
    ],
)
def test_a_rule_chooses_the_patches(rule, removed):
    assert ablated(select=rule).removed == removed


def test_a_random_choice_is_not_the_first_control():
    same = 0
    for seed in range(20):
        rule = {"kind": "random", "count": 1}
        artifact = ablated(select=rule, seed=seed, controls={"random": 1})
        same += artifact.target_log_probability.after == artifact.controls.random[0]
    assert same < 20


def test_the_gradient_is_followed_once_for_choice_and_control():
    class Counting(PlantedRun):
        points = 0

        def gradient(self, target, embeddings):
            self.points += len(embeddings)
            return super().gradient(target, embeddings)

    run = Counting()
    ablated(run, select={"kind": "gradient", "count": 2})
    assert run.points == 50 + 2  # the steps, and both ends of the way


def test_the_buffer_takes_the_neighbours_along():
    assert ablated(patches=[0], buffer=1).removed == [0, 1, 3, CARRIER]


def test_no_register_is_a_finding_and_not_a_mistake():
    run = NoRegisters()
    artifact = ablated(run, select={"kind": "register"})
    assert artifact.removed == []
    assert artifact.after == artifact.before
    change = artifact.target_log_probability
    assert change.after == change.before
    assert artifact.p_value is None
    assert artifact.controls.random == [] and artifact.controls.gradient is None
    assert artifact.controls.register.patches == []


@pytest.mark.parametrize("params", [{}, {"patches": []}, {"patches": None}])
def test_without_a_patch_the_reader_is_told_to_select_one(params):
    with pytest.raises(BadParameters, match="Select at least one patch"):
        analysis.parse(params)


def test_patches_and_a_rule_together_are_refused():
    with pytest.raises(BadParameters, match="not both"):
        analysis.parse({"patches": [1], "select": {"kind": "register"}})


def test_a_box_beside_the_picture_selects_nothing_and_says_so():
    with pytest.raises(NothingSelected, match="under this box") as caught:
        ablated(select={"kind": "box", "box": [400, 10, 500, 20]})
    assert caught.value.hint == "Select at least one patch."


def test_a_patch_or_a_token_that_is_not_there_is_named():
    with pytest.raises(NoSuchPatch, match="Patch 6"):
        ablated(patches=[6])
    with pytest.raises(NoSuchToken, match="2 tokens"):
        ablated(patches=[1], token=2)


def test_hard_coded_576_32000_and_35_611():
    """Mistake in public code: here everything has other sizes, and all patches are found."""
    artifact = ablated(patches=list(range(6)))
    assert (artifact.rows, artifact.cols) == (2, 3)
    assert artifact.target_log_probability.after == LOST


def test_the_answer_before_is_told_early():
    class Listening(PlantedRun):
        told = None

        def progress(self, stage, fraction, answer=None):
            super().progress(stage, fraction)
            self.told = self.told or answer

    run = Listening()
    ablated(run, patches=[1])
    assert run.told.text == "A dog"
    fractions = [fraction for _, fraction in run.stages]
    assert fractions == sorted(fractions) and fractions[-1] < 1


def test_the_parameters_survive_the_way_through_json():
    spec = analysis.parse({"patches": [4], "controls": {"register": False}})
    assert spec.controls.register is False and spec.controls.random == 20
    assert Spec.model_validate(spec.model_dump(mode="json")) == spec
    with pytest.raises(BadParameters):
        analysis.parse({"patches": [4], "controls": {"randm": 1}})


def test_the_artifact_survives_the_way_through_json():
    artifact = ablated(patches=[CARRIER])
    again = analysis.artifact.model_validate(artifact.model_dump(mode="json"))
    assert again == artifact


def test_every_set_of_patches_is_one_row():
    table = list(rows(ablated(patches=[CARRIER], controls={"random": 3})))
    assert [row["removed"] for row in table] == [
        "nothing", "selection", "random", "random", "random", "register", "gradient",
    ]  # fmt: skip
    assert table[1]["change"] == pytest.approx(-PATCH_COST)
    assert table[1]["patches"] == "4" and [row["draw"] for row in table[2:5]] == [1, 2, 3]


def test_the_still_picture_shows_what_was_removed():
    picture = heatmap(ablated(patches=[CARRIER]), View())
    assert picture.values == [[0, 0, 0], [0, 1, 0]]
    assert picture.title == "1 patches removed (mean)"
