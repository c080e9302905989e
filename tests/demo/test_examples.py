import gzip
import json

import numpy as np
from PIL import Image

from contract.geometry import Box
from demo.examples import GALLERY, examine, questions, touched
from tests.planted import CARD, CARRIER, FIRST_LAYER, PlantedRun, planted_provenance

ITEM = json.loads((GALLERY / "gallery.json").read_text())[0] | {"words": ["dog", "cat"]}


class PlantedEngine:
    """Gives the planted run for every job."""

    card = CARD

    def open(self, job, picture, on_progress):
        return PlantedRun()

    def provenance(self, run, seconds):
        return planted_provenance(run, seconds)


GRID = PlantedRun().geometry.grids[0]


def test_a_picture_comes_with_the_lens_and_a_map_for_each_of_its_words():
    assert questions(ITEM, GRID) == [
        ("logit_lens", {}),
        ("word_map", {"words": ["dog"]}),
        ("word_map", {"words": ["cat"]}),
    ]


def test_a_mask_stands_for_every_patch_that_it_touches():
    mask = np.zeros((200, 300), dtype=bool)
    mask[150, 150] = True
    assert touched(mask, GRID) == [CARRIER]
    mask[99, 250] = True
    assert touched(mask, GRID) == [2, CARRIER]


def test_a_cause_is_asked_of_the_patches_under_its_mask():
    scene = next(e for e in json.loads((GALLERY / "gallery.json").read_text()) if "masks" in e)
    word = next(iter(scene["masks"]))
    causes = [
        {"analysis": "token_ablation", "params": {"under": word, "buffer": 1}},
        {"analysis": "attention_knockout", "params": {"under": word, "target": "last"}},
    ]
    with Image.open(GALLERY / scene["file"]) as picture:
        box = Box(left=0, top=0, right=picture.width, bottom=picture.height)
    fitting = GRID.model_copy(update={"rows": 16, "cols": 16, "box": box})
    ablation, knockout = questions(scene | {"causes": causes}, fitting)[-2:]
    patches = ablation[1]["patches"]
    assert ablation == ("token_ablation", {"buffer": 1, "patches": patches})
    assert knockout[1] == {"target": "last", "source": {"patches": patches}}
    assert 2 < len(patches) < 128


def test_the_files_hold_what_the_bundle_promises(tmp_path):
    bundle = examine(PlantedEngine(), ITEM, tmp_path)
    assert [run["analysis"] for run in bundle["runs"]] == ["logit_lens", "word_map", "word_map"]
    for number, run in enumerate(bundle["runs"]):
        assert run["artifact_url"].endswith(f"/artifacts/{number}")
    dog = json.loads(gzip.decompress((tmp_path / "1.json.gz").read_bytes()))
    assert dog["probability"][0][FIRST_LAYER][CARRIER] == 0.9


def test_the_same_computation_gives_the_same_bytes(tmp_path):
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        examine(PlantedEngine(), ITEM, folder)
    assert (tmp_path / "a/0.json.gz").read_bytes() == (tmp_path / "b/0.json.gz").read_bytes()


def test_a_bundle_is_a_share_without_an_end_that_opens_where_the_story_is(tmp_path):
    bundle = examine(PlantedEngine(), ITEM | {"state": {"layer": 2}}, tmp_path)
    assert bundle["expires_at"] is None
    assert bundle["state"] == {"layer": 2}
    assert bundle["picture"]["url"] == f"/gallery/files/{ITEM['file']}"
