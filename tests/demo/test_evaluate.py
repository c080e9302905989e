"""Which pictures are measured, and from what kind of folder."""

import json
from pathlib import Path

import pytest
from PIL import Image

from demo.evaluate import blank_question, forward_seconds, read_pictures, unseen
from demo.parts import digest
from demo.pictures import Box, BoxedPicture
from demo.probe import Probe


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Three pictures, each with a dog, in the layout of text files."""
    for name in ("images", "boxes"):
        (tmp_path / name).mkdir()
    (tmp_path / "classes.yaml").write_text("names:\n  0: dog\n")
    for name in "abc":
        (tmp_path / "images" / f"{name}.jpg").write_bytes(name.encode())
        (tmp_path / "boxes" / f"{name}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    return tmp_path


def test_pictures_trained_on_are_left_out_and_every_split_is_counted(labelled: Path) -> None:
    learned, kept = (digest(labelled / "images" / f"{name}.jpg") for name in "ab")
    record = {"trained_on": [learned], "held_out": [kept, "another"]}
    (labelled / "trained_on.json").write_text(json.dumps(record))
    found = unseen(read_pictures(labelled), labelled)
    assert [p.path.name for p in found.pictures] == ["b.jpg", "c.jpg"]
    assert (found.trained_on, found.held_out, found.known) == (1, 1, True)
    assert str(found) == (
        "1 pictures left out because the model was trained on them; 2 remain: 1 held out by the "
        "training, 1 unknown to it"
    )


def test_a_model_that_tells_nothing_is_said_to_tell_nothing(labelled: Path) -> None:
    found = unseen(read_pictures(labelled), labelled / "images")
    assert len(found.pictures) == 3
    assert "does not say what it was trained on" in str(found)


def test_instances_are_read_where_they_are_named_or_found(labelled: Path) -> None:
    Image.new("RGB", (4, 4)).save(labelled / "images" / "d.png")
    content = {
        "images": [{"id": 1, "file_name": "d.png", "width": 10, "height": 10}],
        "annotations": [{"image_id": 1, "category_id": 2, "bbox": [0, 0, 5, 10], "iscrowd": 0}],
        "categories": [{"id": 2, "name": "cat"}],
    }
    named = labelled / "elsewhere.json"
    named.write_text(json.dumps(content))
    expected = [BoxedPicture(labelled / "images" / "d.png", (Box("cat", 0, 0, 0.5, 1),))]
    assert len(read_pictures(labelled)) == 3
    assert read_pictures(labelled, named) == expected
    named.rename(labelled / "instances_val.json")
    assert read_pictures(labelled) == expected


def test_what_is_timed_is_a_whole_picture_with_a_question(probe: Probe) -> None:
    given = blank_question(probe)
    image = given["input_ids"] == probe.model.config.image_token_id
    assert int(image.sum()) == probe.grid**2 and not image.all()
    assert given["pixel_values"].dtype == probe.model.dtype
    assert forward_seconds(probe, repeats=1) > 0
