import gzip
import json

from demo.examples import GALLERY, examine, questions
from tests.planted import CARD, CARRIER, FIRST_LAYER, PlantedRun, planted_provenance

ITEM = json.loads((GALLERY / "gallery.json").read_text())[0] | {"words": ["dog", "cat"]}


class PlantedEngine:
    """Gives the planted run for every job."""

    card = CARD

    def open(self, job, picture, on_progress):
        return PlantedRun()

    def provenance(self, run, seconds):
        return planted_provenance(run, seconds)


def test_a_picture_comes_with_the_lens_and_a_map_for_each_of_its_words():
    assert questions(ITEM) == [
        ("logit_lens", {}),
        ("word_map", {"words": ["dog"]}),
        ("word_map", {"words": ["cat"]}),
    ]


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
