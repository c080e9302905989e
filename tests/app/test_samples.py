import json

import pytest

from app.problems import NotFound
from app.samples import example_bundle, examples, first_example, sample_file, samples


def test_a_folder_without_a_gallery_is_an_empty_gallery(tmp_path):
    assert samples(tmp_path) == [] and examples(tmp_path) == {} and first_example(tmp_path) is None


def test_a_listed_picture_that_is_missing_is_left_out(tmp_path):
    (tmp_path / "gallery.json").write_text(json.dumps([{"file": "a.jpg"}, {"file": "b.jpg"}]))
    (tmp_path / "b.jpg").write_bytes(b"x")
    assert [item["file"] for item in samples(tmp_path)] == ["b.jpg"]
    assert sample_file(tmp_path, "b.jpg").name == "b.jpg"
    for name in ("a.jpg", "gallery.json", "../b.jpg", ""):
        with pytest.raises(NotFound):
            sample_file(tmp_path, name)


def test_the_first_sample_with_an_analysis_opens_the_home_page(tmp_path):
    (tmp_path / "gallery.json").write_text(json.dumps([{"file": "a.jpg"}, {"file": "b.jpg"}]))
    for name in ("a", "b"):
        (tmp_path / f"{name}.jpg").write_bytes(b"x")
    folder = tmp_path / "examples" / "b"
    folder.mkdir(parents=True)
    (folder / "bundle.json").write_text('{"prompt": "What?"}')
    assert first_example(tmp_path) == {"prompt": "What?", "url": "/gallery/b"}
    with pytest.raises(NotFound):
        example_bundle(tmp_path, "a")
