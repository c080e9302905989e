"""The gallery: free pictures with credits, and masks that fit them."""

import json

import numpy as np
from PIL import Image

from demo.parts import PROJECT

GALLERY = PROJECT / "demo" / "gallery"
ENTRIES = json.loads((GALLERY / "gallery.json").read_text())


def test_every_picture_says_who_made_it_and_how_it_may_be_used() -> None:
    for entry in ENTRIES:
        for key in ("title", "credit", "license", "source", "prompt", "story"):
            assert entry[key], (entry["file"], key)


def test_there_are_enough_photographs_and_scenes() -> None:
    scenes = [e for e in ENTRIES if "masks" in e]
    assert len(scenes) == 4 and len(ENTRIES) - len(scenes) >= 8


def test_masks_fit_their_pictures_and_their_words() -> None:
    for entry in ENTRIES:
        for word, file in entry.get("masks", {}).items():
            with Image.open(GALLERY / file) as drawn, Image.open(GALLERY / entry["file"]) as shown:
                mask, size = np.asarray(drawn), shown.size
            assert mask.shape[::-1] == size
            assert 0.01 < mask.mean() < 0.5
            assert word in entry["words"]


def test_the_pictures_are_small() -> None:
    files = [GALLERY / e["file"] for e in ENTRIES]
    for file in files:
        with Image.open(file) as picture:
            assert max(picture.size) <= 1024
    assert sum(f.stat().st_size for f in files) < 3_000_000
