import pytest

from contract.analysis import catalogue, find_analysis
from contract.errors import UnknownAnalysis


def test_every_file_in_the_folder_is_an_analysis_of_that_name():
    assert {"logit_lens", "word_map"} <= set(catalogue())


def test_an_unknown_name_is_quoted():
    with pytest.raises(UnknownAnalysis, match="'lens'"):
        find_analysis("lens")


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_form_explains_every_field(name):
    fields = catalogue()[name].spec.model_fields
    assert all(field.description for field in fields.values())
