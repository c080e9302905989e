import pytest

from contract.errors import BadDataset
from contract.geometry import Box
from studies.datasets.lines import AnnotationFile, WrongLine
from studies.datasets.yolo import label_things, read_names
from tests.studies.pictures import picture

NAMES = AnnotationFile(
    file="classes.yaml", text="path: .\n\nnames:\n  0: dog\n  1: 'fire hydrant'\n"
)


def labels(text, *more, shown=None):
    shown = [shown or picture(file="images/a.jpg")]
    files = [NAMES, AnnotationFile(file="boxes/a.txt", text=text), *more]
    return label_things(shown, files)[0].things


def test_a_box_is_read_from_its_centre_and_size():
    (thing,) = labels("1 0.5 0.5 0.2 0.4")
    assert thing.word == "fire hydrant"
    assert thing.region.box == Box(left=120, top=60, right=180, bottom=140)


def test_a_longer_line_is_a_polygon():
    (thing,) = labels("0 0 0 0.5 0 0.5 1")
    assert thing.region.polygons == [[(0, 0), (150, 0), (150, 200)]]
    assert thing.region.box == Box(left=0, top=0, right=150, bottom=200)


@pytest.mark.parametrize("other", ["polygons/a.txt", "a.txt", "old/boxes2/a.txt"])
def test_of_several_files_for_a_picture_the_one_in_labels_or_boxes_counts(other):
    foreign = AnnotationFile(file=other, text="86 0 0 0.5 0 0.5 1")
    assert labels("0 0.5 0.5 0.2 0.4", foreign)[0].word == "dog"
    preferred = AnnotationFile(file="labels/train/a.txt", text="1 0 0 0.5 0 0.5 1")
    assert labels("0 0.5 0.5 0.2 0.4", foreign, preferred)[0].word == "fire hydrant"


def test_labels_of_other_pictures_and_empty_ones_are_no_objects():
    other = AnnotationFile(file="boxes/b.txt", text="nonsense")
    assert labels("", other) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("7 0.5 0.5 0.2 0.4", "class '7' has no name"),
        ("dog 0.5 0.5 0.2 0.4", "'dog' is not a number"),
        ("0 0.5 0.5 0.2", "3 numbers follow"),
        ("0 0.1 0.1 0.2 0.2 0.3", "5 numbers follow"),
        ("0 150 0.5 0.2 0.4", "'150' is not relative"),
        ("0 nan 0.5 0.2 0.4", "'nan' is not a finite number"),
    ],
)
def test_a_bad_line_is_quoted_with_file_and_line(line, words):
    with pytest.raises(BadDataset) as caught:
        labels(f"0 0.5 0.5 0.2 0.4\n{line}")
    assert f"boxes/a.txt, line 2: {words}" in str(caught.value)
    assert caught.value.problem().errors[0].loc == ["boxes/a.txt", 2]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("data.yaml", "nc: 2\nnames: ['dog', \"fire hydrant\"]  # two"),
        ("data.yml", "names:\n- dog\n# between\n- fire hydrant\nnc: 2\n"),
        ("x.yaml", "names: {0: dog, 1: fire hydrant}"),
        ("classes.txt", "dog\nfire hydrant\n"),
        ("obj.names", "dog\nfire hydrant"),
    ],
)
def test_class_names_come_in_many_shapes(file, text):
    assert read_names(AnnotationFile(file=file, text=text)) == {0: "dog", 1: "fire hydrant"}


@pytest.mark.parametrize("text", ["nc: 2", "names:", "names: []"])
def test_a_file_without_names_is_named(text):
    with pytest.raises(WrongLine, match=r"data\.yaml, line 1"):
        read_names(AnnotationFile(file="data.yaml", text=text))
