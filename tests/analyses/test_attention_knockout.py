import pytest

from analyses.attention_knockout import NoEdge, analysis, compute, rows
from contract.errors import BadParameters, LayerOutOfRange
from contract.interventions import BlockAttention
from tests.planted import CARRIER, EDGE_BLOCK, EDGE_COST, FIRST_PATCH, LAST, SURE, PlantedRun

KEPT, LOST = pytest.approx(SURE), pytest.approx(SURE - EDGE_COST)


class Listening(PlantedRun):
    """Keeps what it is told to block."""

    def __init__(self):
        super().__init__()
        self.blocked: list[BlockAttention] = []

    def scores(self, variants, target):
        self.blocked += [each for variant in variants for each in variant]
        return super().scores(variants, target)


class TwoPieces(PlantedRun):
    """Follows a word of two pieces."""

    def target(self, text=None, token=0):
        one = super().target(text, token)
        return type(one)(ids=one.ids * 2, before=one.before, index=one.index, text=one.text)


def cut(run=None, **params):
    base = {"source": {"patches": [CARRIER]}, "target": "last", "token": 1}
    return compute(run or PlantedRun(), analysis.parse(base | params))


def test_only_the_carriers_edge_matters():
    for patch in range(6):
        artifact = cut(source={"patches": [patch]}, windows=[[0, 2]])
        assert artifact.log_probability == [LOST if patch == CARRIER else KEPT]
        assert artifact.retained == [patch != CARRIER]


def test_layer_labels_off_by_one():
    """Mistake in public code: the edge runs in block 1, so the windows 0 and 2 change nothing."""
    artifact = cut(windows={"sliding": 1})
    assert artifact.windows == [(0, 0), (1, 1), (2, 2)]
    assert artifact.log_probability == [KEPT, LOST, KEPT]
    assert EDGE_BLOCK == 1


def test_a_window_holds_its_first_and_its_last_block():
    artifact = cut(windows=[[0, 0], [0, 1], [1, 2], [2, 2]])
    assert artifact.retained == [True, False, False, True]


def test_the_papers_windows_are_scaled_to_the_depth():
    artifact = cut()
    assert artifact.windows == [(0, 0), (0, 0), (1, 1), (1, 1), (2, 2), (0, 2)]
    assert artifact.retained == [True, True, False, False, True, False]
    assert artifact.depth == 3


def test_the_edge_is_cut_from_every_group_that_holds_the_carrier():
    for source in ("image", "last_row", {"complement": [0]}):
        assert cut(source=source, windows=[[0, 2]]).retained == [False]
    for source in ("all_but_last_row", {"complement": [CARRIER]}, "question"):
        assert cut(source=source, windows=[[0, 2]]).retained == [True]
    assert cut(target="last_row", windows=[[0, 2]]).retained == [True]


def test_probabilities_of_whichever_token_came_out_instead_of_the_right_one():
    """Mistake in public code: under the knockout the model is sure of "cat"; that is not ours."""
    artifact = cut(windows=[[0, 2]])
    assert artifact.answers[0].tokens[1].log_probability == SURE
    assert artifact.log_probability == [LOST]
    assert artifact.followed.text == " dog"


def test_the_answers_stand_beside_the_numbers():
    artifact = cut(windows=[[0, 0], [1, 1]])
    assert [answer.text for answer in artifact.answers] == ["A dog", "A cat"]
    assert artifact.baseline.answer.text == "A dog"
    assert artifact.baseline.log_probability == KEPT


def test_answers_that_nobody_asked_for_are_not_given():
    assert cut(answers=False).answers is None


def test_all_windows_are_scored_in_one_call():
    run = PlantedRun()
    cut(run, windows={"sliding": 2}, answers=False)
    assert run.scored == 1 + 2


def test_the_edges_stand_at_the_groups_positions():
    run = Listening()
    cut(run, source={"patches": [4, 0]}, windows=[[1, 2]])
    [edge] = run.blocked
    assert edge == BlockAttention((FIRST_PATCH, 4 + FIRST_PATCH), (LAST,), (1, 2), decode=False)


def test_generated_tokens_are_cut_off_while_decoding():
    run = Listening()
    artifact = cut(run, target="generated", windows=[[0, 2]])
    assert artifact.decode and run.blocked[0].decode and run.blocked[0].targets == ()
    assert artifact.target.model_dump() == {
        "label": "generated tokens", "patches": None, "positions": 0,
    }  # fmt: skip


def test_decoding_covers_generated_tokens_beside_the_group():
    run = Listening()
    artifact = cut(run, decode=True)
    assert all(edge.decode and edge.targets == (LAST,) for edge in run.blocked)
    assert artifact.target.label == "last position of the prompt and every generated token"


def test_the_label_says_when_the_followed_token_is_said_elsewhere():
    assert cut(token=0).target.label == "last position of the prompt"
    assert "which is not cut off" in cut(token=1).target.label
    assert "is said before them" in cut(target="generated", token=0).target.label
    assert cut(TwoPieces(), target="generated", token=0).target.label == "generated tokens"


def test_both_ends_are_described():
    artifact = cut(source={"complement": [CARRIER]}, target="question")
    assert artifact.source.patches == [0, 1, 2, 3, 5] and artifact.source.positions == 5
    assert artifact.target.patches is None and artifact.target.positions == 1
    assert artifact.target.label == "the question"


def test_generated_tokens_as_a_source_are_refused_with_a_hint():
    with pytest.raises(BadParameters, match="'generated'") as caught:
        cut(source="generated")
    assert "target" in caught.value.hint


def test_knockouts_that_do_nothing():
    """Mistake in public code: edges that do not exist were cut without a word."""
    with pytest.raises(NoEdge, match="comes after"):
        cut(source="question", target="image")
    assert cut(source="question", target="image", decode=True).decode


@pytest.mark.parametrize("windows", [[[0, 3]], [[2, 1]], {"sliding": 4}])
def test_blocks_that_the_model_does_not_have_are_refused(windows):
    with pytest.raises(LayerOutOfRange):
        cut(windows=windows)


@pytest.mark.parametrize(
    "params",
    [{"windows": []}, {"windows": "all"}, {"windows": {"sliding": 0}}, {"source": "dog"},
     {"target": {"patches": []}}, {"max_tokens": 65}],
)  # fmt: skip
def test_wrong_values_are_refused_by_name(params):
    with pytest.raises(BadParameters) as caught:
        analysis.parse({"source": "image", "target": "last"} | params)
    assert caught.value.errors[0].loc[0] in params


def test_parameters_and_artifact_survive_the_way_through_json():
    spec = analysis.parse({"source": {"patches": [1]}, "target": "last", "windows": [[0, 1]]})
    assert analysis.parse(spec.model_dump(mode="json")) == spec
    artifact = cut()
    assert analysis.artifact.model_validate(artifact.model_dump(mode="json")) == artifact


def test_every_window_is_one_row():
    table = list(rows(cut(windows={"sliding": 1})))
    assert [row["first_block"] for row in table] == [0, 1, 2]
    assert [row["change"] for row in table] == pytest.approx([0, -EDGE_COST, 0])
    assert table[1]["answer"] == "A cat" and not table[1]["retained"]
