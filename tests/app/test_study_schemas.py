import pytest
from pydantic import ValidationError

from app.study_schemas import AskStudy, DatasetIn


def test_the_example_of_the_interface_is_a_valid_wish():
    (shown,) = AskStudy.model_config["json_schema_extra"]["examples"]
    assert AskStudy.model_validate(shown).dataset.pictures[0].file == "a.jpg"


@pytest.mark.parametrize("wrong", [{}, {"pictures": []}, {"pictures": [{"file": "a"}]}])
def test_a_dataset_has_pictures_that_are_stored(wrong):
    with pytest.raises(ValidationError):
        DatasetIn.model_validate(wrong)
