import numpy as np
import pytest

from analyses.answer_evidence import analysis, compute, heatmap, rows
from contract.artifact import Answer, AnswerToken
from contract.errors import BadParameters, NoSuchToken
from contract.figure import View
from tests.planted import CARRIER, FIRST_LAYER, PATCH_COST, PlantedRun


def shown(run=None, **params):
    return compute(run or PlantedRun(), analysis.parse({"token": 1, **params}))


def saying(*pieces):
    class Saying(PlantedRun):
        def answer(self, interventions=(), max_tokens=64):
            tokens = [AnswerToken(text=piece, log_probability=-0.1) for piece in pieces]
            return Answer(text="".join(pieces).strip(), tokens=tokens)

    return Saying()


def test_every_map_finds_the_carrier():
    artifact = shown()
    assert [each.name for each in artifact.maps] == ["lens", "attention", "attribution", "causal"]
    assert {int(np.argmax(each.values)) for each in artifact.maps} == {CARRIER}


def test_each_map_holds_its_own_numbers():
    lens, attention, attribution, causal = shown().maps
    assert lens.values == [0.01, 0.01, 0.01, 0.01, 0.9, 0.01]
    assert attention.values == [0.02, 0.02, 0.02, 0.02, 0.86, 0.02]
    assert attribution.values == [0, 0, 0, 0, PATCH_COST, 0]
    assert causal.values == [0, 0, 0, 0, PATCH_COST, 0]  # above 0: the word needed it


def test_layer_labels_off_by_one():
    """Mistake in public code: "dog" is said from layer 2 on, and the map is called so."""
    assert [each.layer for each in shown().maps] == [FIRST_LAYER, None, None, None]


def test_attention_is_the_mean_over_blocks_and_heads():
    class Uneven(PlantedRun):
        def target_attention(self, target, layers):
            table = np.zeros((len(layers), 2, len(self.tokens)), dtype=np.float32)
            table[0, 1, 1] = 0.6  # one block of three, one head of two, at patch 0
            table[:, :, 7] = 0.4  # the question is no patch
            return table

    assert shown(Uneven()).maps[1].values == pytest.approx([0.1, 0, 0, 0, 0, 0])


def test_the_maps_agree_where_they_order_alike():
    assert shown().agreement == [[1.0] * 4] * 4


def test_a_map_that_is_the_same_everywhere_agrees_with_none():
    class Blind(PlantedRun):
        def target_attention(self, target, layers):
            return np.full((len(layers), 2, len(self.tokens)), 0.125, dtype=np.float32)

    table = shown(Blind()).agreement
    assert table[1] == [None] * 4
    assert table[0] == [1.0, None, 1.0, 1.0]


def test_disagreement_has_a_sign():
    class Averted(PlantedRun):
        def target_attention(self, target, layers):
            return 1 - super().target_attention(target, layers)

    assert shown(Averted()).agreement[0][1] == -1


def test_the_word_is_whole_though_its_token_is_a_piece():
    run = saying("A", " d", "og")
    artifact = shown(run, token=1)
    assert artifact.token.model_dump() == {"index": 1, "text": " dog", "word": "dog"}
    assert artifact.maps[0].values[CARRIER] == 0.9


def test_white_space_has_no_lens_map():
    artifact = shown(saying("A", "\n"))
    assert artifact.token.word == ""
    assert [each.name for each in artifact.maps] == ["attention", "attribution", "causal"]
    assert len(artifact.agreement) == 3


def test_without_the_experiment_nothing_is_removed():
    run = PlantedRun()
    assert [each.name for each in shown(run, causal=False).maps] == [
        "lens", "attention", "attribution",
    ]  # fmt: skip
    assert run.scored == 0


def test_a_token_behind_the_answer_is_refused():
    with pytest.raises(NoSuchToken):
        shown(token=2)


def test_the_still_picture_is_the_map_that_is_named():
    artifact = shown()
    assert heatmap(artifact, View()).title == "Patches that say it: “dog”"
    causal = heatmap(artifact, View(word="causal"))
    assert (causal.low, causal.high, causal.scale) == (-PATCH_COST, PATCH_COST, "diverging")
    with pytest.raises(BadParameters, match="'magic'"):
        heatmap(artifact, View(word="magic"))


def test_every_patch_is_one_row_with_all_maps():
    table = list(rows(shown()))
    assert len(table) == 6
    assert table[CARRIER] == {
        "row": 1, "col": 1, "lens": 0.9, "attention": 0.86, "attribution": 8.0, "causal": 8.0,
    }  # fmt: skip
