import pytest

from app.problems import ModelCannot, WrongValue
from app.questions import job_of, plain_json, question
from app.tables import InspectionRow, RunRow
from contract.analysis import catalogue
from contract.errors import BadParameters, LayerOutOfRange, UnknownAnalysis
from tests.app.planted_worker import CARD

ASKED = InspectionRow(
    id="i", image_id="0" * 64, prompt="What?", model="m", revision="r", dtype="float32"
)


def test_a_question_is_whole_and_comes_back_from_its_run():
    job = question(ASKED, "logit_lens", {"k": 2}, CARD)
    assert job.params == {"k": 2, "layers": None, "lens": "logit"}
    assert (job.image, job.prompt, job.model.name) == ("0" * 64, "What?", "m")
    run = RunRow(inspection=ASKED, analysis="logit_lens", version=job.version, params=job.params)
    assert job_of(run).key == job.key


@pytest.mark.parametrize(
    ("analysis", "params", "error"),
    [
        ("nothing", {}, UnknownAnalysis),
        ("__init__", {}, UnknownAnalysis),
        ("logit_lens", {"k": 0}, BadParameters),
        ("logit_lens", {"layers": [31]}, LayerOutOfRange),
        ("logit_lens", {"k": float("nan")}, WrongValue),
        ("word_map", {"words": ["\ud800"]}, WrongValue),
        ("word_map", {"words": ["x" * 300_000]}, WrongValue),
    ],
)
def test_what_cannot_be_answered_is_refused_before_it_is_queued(analysis, params, error):
    with pytest.raises(error):
        question(ASKED, analysis, params, CARD)


def test_layers_of_a_model_that_nobody_knows_are_left_to_the_worker():
    assert question(ASKED, "logit_lens", {"layers": [31]}, None).params["layers"] == [31]


def test_a_model_without_the_ability_is_told_apart_in_words(monkeypatch):
    from dataclasses import replace

    from app import questions

    needy = replace(catalogue()["logit_lens"], needs=("reads_text",))
    monkeypatch.setattr(questions, "find_analysis", lambda name: needy)
    with pytest.raises(ModelCannot, match="reads_text"):
        question(ASKED, "logit_lens", {}, CARD)
    able = CARD.model_copy(update={"abilities": ["reads_text"]})
    assert question(ASKED, "logit_lens", {}, able)


@pytest.mark.parametrize("value", [{"a": float("inf")}, {"a": "\udfff"}, {"a": {1, 2}.__class__}])
def test_what_cannot_be_kept_as_json_is_refused(value):
    with pytest.raises((WrongValue, TypeError)):
        plain_json(value, ["body"], 100)
