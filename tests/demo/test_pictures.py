"""Reading labelled pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demo.lexicon import labels
from demo.pictures import (
    UNKNOWN,
    Box,
    BoxedPicture,
    fingerprints,
    hold_out,
    label_map,
    read_boxed,
    read_named,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One picture with a dog in its left half."""
    for name in ("images", "boxes"):
        (tmp_path / name).mkdir()
    Image.new("RGB", (64, 32)).save(tmp_path / "images" / "a.jpg")
    (tmp_path / "boxes" / "a.txt").write_text("1 0.25 0.5 0.5 1.0\n")
    (tmp_path / "classes.yaml").write_text("names:\n  0: person\n  1: dog\n")
    return tmp_path


def test_a_box_is_where_the_file_says(folder: Path) -> None:
    (picture,) = read_boxed(folder)
    assert picture.boxes == (Box("dog", 0.0, 0.0, 0.5, 1.0),)
    assert picture.names == ["dog"]


def test_without_a_mask_the_box_becomes_an_ellipse(folder: Path) -> None:
    known = labels()
    painted = label_map(read_boxed(folder)[0], known)
    assert painted[128, 64] == known.index("dog")
    assert painted[0, 0] == painted[128, 200] == UNKNOWN


def test_a_panoptic_mask_names_the_grass(folder: Path) -> None:
    (folder / "semantic_masks").mkdir()
    Image.fromarray(np.full((8, 8), 193, np.uint8)).save(folder / "semantic_masks" / "a.png")
    known = labels()
    assert (label_map(read_boxed(folder)[0], known) == known.index("grass")).all()


def test_names_keep_the_order_of_the_classes(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text(
        json.dumps({"b.jpg": ["cab", "car"], "a.jpg": ["x", None]})
    )
    first, second = read_named(tmp_path)
    assert (first.number, first.name, first.category) == (0, "x", None)
    assert second.category == "car"


def test_the_same_seed_holds_out_the_same_pictures() -> None:
    pictures = [BoxedPicture(Path(str(i)), ()) for i in range(20)]
    assert hold_out(pictures, 0.25, 3) == hold_out(pictures, 0.25, 3)
    assert len(hold_out(pictures, 0.25, 3)) == 5


def test_a_fingerprint_is_of_the_bytes(folder: Path) -> None:
    path = folder / "images" / "a.jpg"
    copy = folder / "b.jpg"
    copy.write_bytes(path.read_bytes())
    assert len(set(fingerprints([path, copy]))) == 1
