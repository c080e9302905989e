import pytest

from contract.errors import BadParameters
from measures.subsets import random_patches
from studies.ablation import Spec, groups, study
from studies.methods.presets import Step, picture_seed
from studies.methods.tables import tables_of
from tests.planted import CARRIER, REGISTER, PlantedRun
from tests.studies.pictures import DOG, answered, picture, thing

ALL = Spec(preset="paper", counts=[1, 2, 250], gradient_steps=5)


def destroyed(results, params=ALL):
    table = tables_of(study, results, params, [])[0]
    return {(row["setting"], row["condition"]): row for row in table.rows}


def test_without_the_objects_patches_every_answer_is_destroyed():
    found = destroyed(answered(study, ALL, PlantedRun()))
    for setting in ("generative", "polling", "vqa"):
        row = found[setting, "object +0"]
        assert (row["destroyed"], row["patches"], row["right"]) == (1.0, 1.0, 1)


def test_the_registers_destroy_nothing():
    found = destroyed(answered(study, ALL, PlantedRun()))
    assert {found[s, "registers"]["destroyed"] for s in ALL.settings} == {0.0}
    assert found["vqa", "registers"]["patches"] == 1 and REGISTER != CARRIER


@pytest.mark.parametrize("seed", range(8))
def test_random_patches_destroy_exactly_where_they_hit_the_carrier(seed):
    params = ALL.model_copy(update={"seed": seed, "settings": ["vqa", "generative"]})
    found = destroyed(answered(study, params, PlantedRun()), params)
    for count in (1, 2):
        drawn = random_patches(count, 6, picture_seed(seed, picture()))
        for setting in params.settings:
            assert found[setting, f"random {count}"]["destroyed"] == float(CARRIER in drawn)


def test_the_gradient_finds_the_carrier():
    found = destroyed(answered(study, ALL, PlantedRun()))
    assert {found[s, "gradient 1"]["destroyed"] for s in ALL.settings} == {1.0}


def test_rings_around_the_object_are_counted_and_too_large_counts_left_out():
    found = destroyed(answered(study, ALL, PlantedRun()))
    assert found["polling", "object +1"]["patches"] == 6
    assert ("polling", "random 250") not in found


def test_a_share_comes_with_its_wilson_interval():
    row = destroyed(answered(study, ALL, PlantedRun()))["vqa", "object +0"]
    assert (row["low"], row["high"]) == (pytest.approx(0.2065, abs=1e-3), 1.0)


def test_an_answer_that_was_wrong_anyhow_is_not_ablated():
    cat = thing("cat", 110, 110, 190, 190)
    results = answered(study, ALL, PlantedRun(), cat)
    described = [r.artifact for r in results if r.artifact.setting == "generative"]
    assert [a.right for a in described] == [False] * 3
    assert [a.ablated for a in described] == [[]] * 3
    tables = {t.name: t for t in tables_of(study, results, ALL, [Step(title="x", left=1)])}
    assert tables["destroyed"].rows == []
    assert [row["left"] for row in tables["filter"].rows] == [1, 1, 0, 0]


def test_an_object_that_was_cut_off_is_asked_nothing():
    run = PlantedRun()
    results = answered(study, ALL, run, thing("dog", 400, 110, 490, 190))
    assert run.scored == 0
    assert all(r.artifact.object == [] and not r.artifact.right for r in results)


def test_without_the_description_among_the_questions_one_item_still_finds_out_the_naming():
    items = list(study.plan(picture(), DOG, Spec(settings=["vqa"])))
    assert [item.params["naming"] for item in items] == [True, False, False]
    prompts = ["Describe this image.", "What is this?", "What is this?"]
    assert [item.prompt for item in items] == prompts


def test_every_planned_item_is_a_valid_question():
    for item in study.plan(picture(), DOG, Spec()):
        study.item.parse(item.params)


def test_conditions_keep_the_papers_counts_and_come_in_groups():
    assert [[c.label for c in group] for group in groups("generative", Spec())] == [
        ["object +0", "object +1", "object +2", "registers"],
        [f"random {n}" for n in (5, 10, 20, 40, 60, 100, 250)],
        [f"gradient {n}" for n in (5, 10, 20, 40, 60, 100, 250)],
    ]
    only = Spec(kinds=["random"], counts=[5, 5])
    assert [[c.label for c in g] for g in groups("vqa", only)] == [["random 5"]]


def test_rows_name_the_answer_before_and_after():
    (first, *_) = answered(study, ALL, PlantedRun())
    rows = list(study.item.rows(first.artifact))
    assert rows[0]["text"] == "A dog" and rows[1]["text"] == "A cat"


def test_an_unknown_question_is_refused():
    with pytest.raises(BadParameters, match="setting"):
        study.item.parse({"setting": "horoscope", "word": "dog"})
