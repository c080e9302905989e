import gzip
import json

import pytest

from app.main import FOLDERS
from app.parts import Folders
from tests.app.conftest import HERE, context_of, problem_of
from tests.app.files import photograph

BUNDLE = {"prompt": "What?", "state": {"layer": 1}, "runs": [], "title": "A cat"}


@pytest.fixture
def gallery(new_stage, tmp_path):
    """A gallery of two pictures; one of them has a precomputed analysis."""
    folder = tmp_path / "pictures"
    (folder / "examples" / "cat").mkdir(parents=True)
    items = [{"file": "dog.png", "title": "Dog"}, {"file": "cat.jpg", "title": "Cat"}]
    (folder / "gallery.json").write_text(json.dumps([*items, {"file": "../../secret.txt"}]))
    (folder / "cat.jpg").write_bytes(photograph())
    (folder / "dog.png").write_bytes(b"png")
    (folder / "unlisted.jpg").write_bytes(b"private")
    (folder / "examples" / "cat" / "bundle.json").write_text(json.dumps(BUNDLE))
    (folder / "examples" / "cat" / "0.json.gz").write_bytes(gzip.compress(b'{"rows": 2}'))
    folders = Folders(HERE / "templates", FOLDERS.static, FOLDERS.docs, folder)
    return new_stage(folders=folders)


def test_the_gallery_lists_its_pictures_and_what_is_analysed_already(gallery):
    items = context_of(gallery.client.get("/gallery").text)
    assert [(item["file"], item["page"]) for item in items] == [
        ("dog.png", None),
        ("cat.jpg", "/gallery/cat"),
    ]


def test_a_sample_is_uploaded_like_any_picture(gallery):
    answer = gallery.client.get("/gallery/files/cat.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert gallery.upload(answer.content).status_code == 201


def test_an_example_opens_with_queue_and_model_switched_off(gallery):
    gallery.parts.redis.flushall()
    bundle = gallery.client.get("/api/gallery/cat").json()
    assert bundle == {**BUNDLE, "url": "/gallery/cat"}
    context = context_of(gallery.client.get("/gallery/cat").text)
    assert context["read_only"] is True and context["state"] == {"layer": 1}
    assert context["inspection"]["prompt"] == "What?"
    assert gallery.client.get("/api/gallery/cat/artifacts/0").json() == {"rows": 2}


def test_the_home_page_opens_with_the_first_example(gallery):
    example = context_of(gallery.client.get("/").text)["example"]
    assert example["url"] == "/gallery/cat" and example["title"] == "A cat"


@pytest.mark.parametrize(
    "address",
    [
        "/gallery/files/unlisted.jpg",
        "/gallery/files/gallery.json",
        "/gallery/files/..%2f..%2fsecret.txt",
        "/gallery/files/%2e%2e%2fsecret.txt",
        "/gallery/dog",
        "/api/gallery/dog",
        "/api/gallery/..%2fcat",
        "/api/gallery/cat/artifacts/1",
        "/api/gallery/cat/artifacts/-1",
    ],
)
def test_only_what_the_gallery_lists_is_served(gallery, address):
    problem_of(gallery.client.get(address), 404)


def test_the_gallery_that_ships_can_be_shown(new_stage):
    folders = Folders(HERE / "templates", FOLDERS.static, FOLDERS.docs, FOLDERS.gallery)
    stage = new_stage(folders=folders)
    items = context_of(stage.client.get("/gallery").text)
    assert len(items) >= 8
    for item in items:
        assert item["credit"] and item["license"] and item["prompt"]
        assert stage.client.get(f"/gallery/files/{item['file']}").status_code == 200
