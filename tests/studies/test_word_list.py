import pytest

from contract.errors import BadDataset
from studies.datasets.lines import AnnotationFile
from studies.datasets.word_list import label_things
from tests.studies.pictures import picture


def words(text):
    shown = [picture(file="x/a.jpg"), picture(file="x/b.jpg")]
    labelled = label_things(shown, [AnnotationFile(file="words.csv", text=text)])
    return [[thing.word for thing in one.things] for one in labelled]


def test_a_line_names_a_picture_by_file_or_stem_or_all_of_them():
    assert words("file,word\na.jpg,dog\nb,cat\ngrass\nx/a.jpg, dog ") == [
        ["dog", "grass"],
        ["cat", "grass"],
    ]


def test_a_name_with_a_comma_is_quoted_as_in_any_csv():
    assert words('"a.jpg","fire hydrant"') == [["fire hydrant"], []]


@pytest.mark.parametrize("line", ["a.jpg,dog,cat", "a.jpg,", "x" * 61])
def test_a_bad_line_is_quoted_with_its_number(line):
    with pytest.raises(BadDataset, match=r"words\.csv, line 2") as caught:
        words(f"a.jpg,dog\n{line}")
    assert line[:40] in str(caught.value)
