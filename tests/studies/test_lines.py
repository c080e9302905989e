import pytest

from contract.errors import BadDataset
from studies.datasets.lines import AnnotationFile, WrongLine, filled_lines, read_each, read_number


def test_lines_are_counted_from_one_and_empty_ones_left_out():
    file = AnnotationFile(file="a/b.TXT", text="one\n\n  \r\n two \r\n")
    assert list(filled_lines(file)) == [(1, "one"), (4, "two")]
    assert (file.stem, file.ending) == ("b", ".txt")


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "1e999", ""])
def test_what_is_no_finite_number_is_quoted_with_file_and_line(text):
    with pytest.raises(WrongLine, match=f"a.txt, line 3: '{text}'"):
        read_number(text, "a.txt", 3)


def test_every_bad_file_is_named_once_and_the_first_is_the_message():
    def read(file):
        raise WrongLine(file.file, 2, "bad")

    files = [AnnotationFile(file=f"{n}.txt", text="") for n in range(30)]
    with pytest.raises(BadDataset, match=r"0.txt, line 2: bad \(and 29 more files\)") as caught:
        read_each(files, read)
    errors = caught.value.problem().errors
    assert [error.loc for error in errors[:2]] == [["0.txt", 2], ["1.txt", 2]]
    assert len(errors) == 20
