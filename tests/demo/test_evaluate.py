"""Measures with a known answer, and a floor under the demonstration model."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from demo.evaluate import (
    Seen,
    auc,
    best_layer,
    bootstrap,
    macro,
    measures,
    patches_of,
    table,
    unseen,
    variants,
)
from demo.parts import PROJECT, digest
from demo.pictures import Box, BoxedPicture
from demo.probe import Probe
from demo.questions import DESCRIBE
from demo.words import mentions


def planted() -> list[Seen]:
    """Two pictures: the lens is right at layer 2 only."""
    dog = Seen(True, [np.array([0.5, 0.6, 0.9])], {"dog": np.array([0, 0.1, 0.8])},
               {"dog": np.array([0, 0.1, 0.1])}, [True, True], [True], [False])  # fmt: skip
    cat = Seen(False, [np.array([0.5, 0.4, 0.7])], {"cat": np.array([0, 0.1, 0.4])},
               {"cat": np.array([0, 0.1, 0.0])}, [True, False], [], [])  # fmt: skip
    return [dog, cat]


def test_the_best_layer_is_found() -> None:
    assert best_layer(planted()) == 2


def test_the_table_holds_the_planted_figures() -> None:
    found = measures(planted(), 2)
    assert list(found.values()) == [0.5, 0.75, 0.8, 0.6000000000000001, 0.05, 1.0, 0.0]
    assert "2 pictures, 2 objects" in table(planted())


def test_classes_count_alike_however_many_pictures_they_have() -> None:
    dog, cat = planted()
    assert macro([dog, dog, dog, cat], "inside")[2] == 0.6000000000000001


def test_intervals_hold_the_value() -> None:
    low, high = bootstrap(planted(), 2)["yes/no accuracy"]
    assert low <= 0.75 <= high


def test_auc_counts_ties_half() -> None:
    assert auc(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0])) == 0.875


def test_patches_half_inside_a_box_are_its_own() -> None:
    picture = BoxedPicture(Path("a"), (Box("dog", 0.0, 0.0, 0.5, 0.3),))
    (mask,) = patches_of(picture, "dog", 4)
    assert mask.nonzero().tolist() == [[0, 0], [0, 1]]


def test_pictures_trained_on_are_left_out(tmp_path: Path) -> None:
    for name in ("images", "boxes"):
        (tmp_path / name).mkdir()
    (tmp_path / "classes.yaml").write_text("names:\n  0: dog\n")
    for name in "ab":
        (tmp_path / "images" / f"{name}.jpg").write_bytes(name.encode())
        (tmp_path / "boxes" / f"{name}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    known = [digest(tmp_path / "images" / "a.jpg")]
    (tmp_path / "trained_on.json").write_text(json.dumps({"trained_on": known}))
    kept, left_out = unseen(tmp_path, tmp_path)
    assert [p.path.name for p in kept] == ["b.jpg"] and left_out == 1


def test_on_scenes_with_exact_masks_the_model_sees_what_is_there(probe: Probe) -> None:
    """A floor well under what was reached: these scenes were never trained on."""
    gallery = PROJECT / "demo" / "gallery"
    scenes = [e for e in json.loads((gallery / "gallery.json").read_text()) if "masks" in e]
    named, found = 0, []
    for scene in scenes:
        reading = probe.read(probe.image_tokens(gallery / scene["file"]))
        told = reading.answer(DESCRIBE[0], 20)
        named += any(mentions(told, word) for word in scene["masks"])
        scores = reading.lens(len(reading.states) - 1)
        for word, file in scene["masks"].items():
            with Image.open(gallery / file) as drawn:
                mask = np.asarray(drawn.convert("L").resize((16, 16), Image.Resampling.BOX)) > 127
            inside = torch.from_numpy(mask.flatten())
            value = scores[:, variants(probe, word)].max(-1).values
            found.append(auc(value[inside], value[~inside]))
    assert named >= 2
    assert np.median(found) > 0.7, found
