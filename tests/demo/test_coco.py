"""Reading a small instances file."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from demo.coco import find_instances, locate, read_instances
from demo.pictures import Box


def thing(image: int, category: int, bbox: list[float], crowd: int = 0) -> dict[str, Any]:
    """One annotation."""
    return {"image_id": image, "category_id": category, "bbox": bbox, "iscrowd": crowd}


CONTENT = {
    "images": [
        {"id": 7, "file_name": "b.jpg", "width": 200, "height": 100},
        {"id": 3, "file_name": "a.jpg", "width": 100, "height": 100},
        {"id": 4, "file_name": "missing.jpg", "width": 10, "height": 10},
        {"id": 5, "file_name": "empty.jpg", "width": 10, "height": 10},
    ],
    "annotations": [
        thing(7, 18, [50, 25, 100, 50]),
        thing(7, 1, [0, 0, 20, 20]),
        thing(7, 1, [0, 0, 200, 50], crowd=1),
        thing(3, 18, [0, 0, 10, 0]),
        thing(3, 1, [90, 90, 10, 10]),
        thing(4, 1, [0, 0, 5, 5]),
    ],
    "categories": [{"id": 18, "name": "dog"}, {"id": 1, "name": "person"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures beside the JSON; one listed picture is missing, one has no boxes."""
    (tmp_path / "instances_tiny.json").write_text(json.dumps(CONTENT))
    for name in ("a.jpg", "b.jpg", "empty.jpg"):
        Image.new("RGB", (20, 10)).save(tmp_path / name)
    return tmp_path


def test_boxes_become_relative_and_pictures_are_sorted(folder: Path) -> None:
    first, second = read_instances(folder / "instances_tiny.json", folder)
    assert (first.path.name, second.path.name) == ("a.jpg", "b.jpg")
    assert first.boxes == (Box("person", 0.9, 0.9, 1.0, 1.0),)
    assert second.boxes == (Box("dog", 0.25, 0.25, 0.75, 0.75),)


def test_a_crowd_has_no_box_and_is_not_forgotten(folder: Path) -> None:
    first, second = read_instances(folder / "instances_tiny.json", folder)
    assert second.crowded == ("person",) and second.names == ["dog"]
    assert first.crowded == ()


def test_the_json_is_found_beside_the_pictures_or_in_annotations(folder: Path) -> None:
    assert find_instances(folder) == folder / "instances_tiny.json"
    (folder / "annotations").mkdir()
    moved = (folder / "instances_tiny.json").rename(folder / "annotations" / "instances_a.json")
    assert find_instances(folder) == moved
    moved.unlink()
    assert find_instances(folder) is None


@pytest.mark.parametrize("part", [".", "images", "val2017"])
def test_pictures_are_found_where_coco_puts_them(tmp_path: Path, part: str) -> None:
    (tmp_path / part).mkdir(exist_ok=True)
    (tmp_path / part / "a.jpg").write_bytes(b"x")
    found = locate("a.jpg", Path("instances_val2017.json"), tmp_path)
    assert found == tmp_path / part / "a.jpg"
    assert locate("b.jpg", Path("instances_val2017.json"), tmp_path) is None
