import json

import pytest

from contract.errors import BadDataset
from contract.geometry import Box
from studies.datasets.coco import label_things
from studies.datasets.lines import AnnotationFile
from tests.studies.pictures import picture

IMAGES = [{"id": 7, "file_name": "train2017/a.jpg", "width": 600, "height": 400}]
CATEGORIES = [{"id": 18, "name": "dog"}]
DOG = {"image_id": 7, "category_id": 18, "bbox": [60, 40, 120, 80]}


def labelled(*annotations, images=IMAGES, categories=CATEGORIES):
    content = {"images": images, "annotations": list(annotations), "categories": categories}
    return label_things([picture(file="a.jpg")], [file(json.dumps(content))])


def file(text):
    return AnnotationFile(file="instances.json", text=text)


def test_boxes_are_scaled_to_the_stored_picture():
    (found,), notes = labelled(DOG)
    assert found.things[0].word == "dog" and notes == []
    assert found.things[0].region.box == Box(left=30, top=20, right=90, bottom=60)


def test_polygons_are_scaled_too_and_too_short_ones_left_out():
    rings = [[0, 0, 600, 0, 600, 400], [1, 1, 2, 2]]
    (found,), _ = labelled({**DOG, "segmentation": rings})
    assert found.things[0].region.polygons == [[(0, 0), (300, 0), (300, 200)]]


def test_crowds_and_run_lengths_are_left_out_and_counted():
    mask = {"counts": "abc", "size": [1, 1]}
    (found,), notes = labelled(
        {**DOG, "iscrowd": 1, "segmentation": mask}, {**DOG, "segmentation": mask}, DOG
    )
    assert len(found.things) == 1
    assert notes == [
        "1 annotations left out: they mark crowds.",
        "1 annotations left out: their masks are run lengths.",
    ]


def test_pictures_that_were_not_given_are_not_looked_for():
    others = [*IMAGES, {"id": 8, "file_name": "b.jpg", "width": 1, "height": 1}]
    (found,), _ = labelled({**DOG, "image_id": 8}, images=others)
    assert found.things == []


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        ({**DOG, "bbox": [1, 2, 3]}, "annotations.0.bbox"),
        ({**DOG, "bbox": [1, 2, 3, "x"]}, "'x'"),
        ({**DOG, "image_id": 99}, "there is no image 99"),
        ({**DOG, "category_id": 99}, "there is no category 99"),
        ({"image_id": 7}, "annotations.0.category_id"),
    ],
)
def test_a_bad_annotation_is_named_by_its_place(annotation, words):
    with pytest.raises(BadDataset) as caught:
        labelled(annotation)
    assert str(caught.value).startswith("instances.json, annotations.0") and words in str(
        caught.value
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"images": []}', "", '{"images": NaN}'])
def test_what_is_no_instances_file_is_named(text):
    with pytest.raises(BadDataset, match=r"instances\.json"):
        label_things([picture(file="a.jpg")], [file(text)])
