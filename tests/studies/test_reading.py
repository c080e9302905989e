import pytest

from contract.errors import BadDataset
from studies.datasets.lines import AnnotationFile
from studies.datasets.reading import read_dataset
from tests.studies.pictures import picture

YOLO = [
    AnnotationFile(file="classes.txt", text="dog"),
    AnnotationFile(file="labels/a.txt", text="0 0.5 0.5 0.5 0.5"),
]
COCO = AnnotationFile(
    file="i.json",
    text='{"images": [{"id": 1, "file_name": "a.jpg", "width": 3, "height": 2}], "categories":'
    ' [{"id": 1, "name": "cat"}], "annotations": [{"image_id": 1, "category_id": 1, "bbox":'
    " [0, 0, 1, 1]}]}",
)
CSV = AnnotationFile(file="words.csv", text="a.jpg,bird")


@pytest.mark.parametrize(
    ("annotations", "words", "expected"),
    [
        (YOLO, [], "dog"),
        ([*YOLO, COCO], [], "cat"),
        ([*YOLO, COCO, CSV], [], "bird"),
        ([*YOLO, COCO, CSV], ["a.jpg,fish"], "fish"),
        ([AnnotationFile(file="words.txt", text="cow")], [], "cow"),
    ],
)
def test_the_kind_of_annotations_is_seen_from_the_files(annotations, words, expected):
    dataset = read_dataset([picture(file="a.jpg")], annotations, words)
    assert [thing.word for thing in dataset.pictures[0].things] == [expected]


def test_pictures_without_an_object_are_counted():
    dataset = read_dataset([picture(file="a.jpg"), picture(file="b.jpg")], YOLO)
    assert dataset.notes == ["1 of 2 pictures have no annotation."]


def test_nothing_to_go_by_is_said():
    with pytest.raises(BadDataset, match="neither annotations nor words"):
        read_dataset([picture()], [])


def test_two_pictures_of_one_name_are_refused_since_labels_could_be_of_either():
    with pytest.raises(BadDataset, match=r"'x/a\.jpg' and 'y/a\.png'"):
        read_dataset([picture(file="x/a.jpg"), picture(file="y/a.png")], YOLO)
