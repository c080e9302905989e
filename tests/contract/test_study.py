import pytest

from contract.analysis import catalogue, find_analysis
from contract.errors import UnknownAnalysis, UnknownStudy
from contract.geometry import Box
from contract.queues import lane_of
from contract.study import Region, find_study, item_name, shoelace, studies


def test_every_file_in_the_folder_is_a_study_of_that_name():
    assert list(studies()) == ["ablation", "lens", "knockout"]


@pytest.mark.parametrize("name", ["ablation", "lens", "knockout"])
def test_a_studys_item_is_found_under_its_own_name_and_is_in_no_catalogue(name):
    assert find_analysis(item_name(name)) is find_study(name).item
    assert item_name(name) not in catalogue()


def test_a_studys_items_wait_behind_everything_interactive():
    assert {lane_of(item_name(name)) for name in studies()} == {"batch"}
    assert {lane_of(name) for name in catalogue()} == {"interactive"}


def test_an_unknown_study_is_quoted():
    with pytest.raises(UnknownStudy, match="'horoscope'"):
        find_study("horoscope")
    with pytest.raises(UnknownAnalysis, match="'horoscope_study'"):
        find_analysis("horoscope_study")


@pytest.mark.parametrize("name", sorted(studies()))
def test_the_forms_explain_every_field(name):
    study = studies()[name]
    for form in (study.spec, study.item.spec):
        assert all(field.description for field in form.model_fields.values())


def test_the_area_of_a_line_does_not_depend_on_its_direction():
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
    assert shoelace(square) == shoelace(square[::-1]) == 4
    assert Region(box=Box(left=0, top=0, right=3, bottom=1)).area == 3
