import pytest

from app import studies
from tests.app.conftest import problem_of
from tests.app.study_tools import ask, asked, dataset


def refused(stage, status=422, data=None, study="lens", **params):
    return problem_of(ask(stage, study, data, **params), status)


def test_a_study_begins_with_its_items_and_says_what_the_filter_left(stage):
    data = dataset(stage, 2)
    data["annotations"].append({"file": "labels/9.txt", "text": ""})
    study = asked(stage, data=data)
    assert [step["left"] for step in study["steps"]] == [2, 2, 2]
    assert [item["file"] for item in study["artifacts"]] == ["0.jpg", "1.jpg"]
    assert (study["model"], study["pictures"], study["params"]["top"]) == ("planted", 2, 1)


def test_a_bad_line_is_a_problem_that_names_file_and_line(stage):
    data = dataset(stage, 1)
    data["annotations"][1]["text"] = "0 0.5 0.5 0.4 0.4\n0 0.5 oops 0.4 0.4"
    problem = refused(stage, data=data)
    assert problem["detail"] == "labels/0.txt, line 2: 'oops' is not a number."
    assert problem["errors"][0]["loc"] == ["labels/0.txt", 2]


def test_a_picture_that_is_not_stored_is_named(stage):
    data = dataset(stage, 1)
    data["pictures"][0]["image"] = "0" * 64
    problem = refused(stage, data=data)
    assert "0.jpg" in problem["detail"]
    assert problem["errors"][0]["loc"] == ["body", "dataset", "pictures", 0, "image"]


def test_a_filter_that_leaves_nothing_says_how_many_were_left_at_each_step(stage):
    problem = refused(stage, preset="paper")
    assert "2 annotated objects" in problem["detail"] and "0 of 1,000" in problem["detail"]
    assert "loose" in problem["hint"]


def test_too_many_questions_are_refused_before_the_first(stage, monkeypatch):
    monkeypatch.setattr(studies, "MOST_ITEMS", 1)
    assert "2 questions; at most 1" in refused(stage)["detail"]


def test_a_class_name_that_is_markup_is_refused_as_any_prompt(stage):
    problem = refused(stage, data=dataset(stage, 1, "<image>"), study="knockout",
                      settings=["polling"])  # fmt: skip
    assert "<image>" in problem["detail"]


@pytest.mark.parametrize(
    ("params", "name"),
    [({"preset": "all"}, "preset"), ({"seed": -1}, "seed"), ({"colour": 1}, "colour")],
)
def test_wrong_parameters_are_named(stage, params, name):
    assert name in refused(stage, **params)["detail"]


def test_unknown_studies_and_models_are_named(stage):
    assert "'horoscope'" in refused(stage, 404, study="horoscope")["detail"]
    wish = {"study": "lens", "model": "nobody", "dataset": dataset(stage, 1)}
    assert "'nobody'" in problem_of(stage.client.post("/api/studies", json=wish), 422)["detail"]


def test_a_dataset_without_pictures_or_annotations_is_refused(stage):
    refused(stage, data={"pictures": []})
    bare = dataset(stage, 1) | {"annotations": []}
    assert "neither annotations nor words" in refused(stage, data=bare)["detail"]


def test_a_word_list_is_enough(stage):
    data = dataset(stage, 1) | {"annotations": [], "words": ["0.jpg,dog", "bicycle"]}
    study = asked(stage, "knockout", data, edges=["object"])
    assert [item["word"] for item in study["artifacts"]] == ["dog", "dog", "bicycle", "bicycle"]
    stage.client.post(f"/api/studies/{study['id']}/cancel")
