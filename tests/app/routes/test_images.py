import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from contract.errors import StorageFull
from contract.store import FolderStore, image_name
from tests.app import files
from tests.app.conftest import problem_of
from tests.app.files import BOMBS, FOREIGN, photograph, pixels, saved


def opened(stage, image: str) -> Image.Image:
    answer = stage.client.get(f"/api/images/{image}")
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_comes_back_with_its_pixels(stage, kind):
    picture = pixels(64, 40)
    answer = stage.upload(saved(picture, kind, **({"quality": 95} if kind != "GIF" else {})))
    assert answer.status_code == 201
    image = answer.json()
    assert (image["width"], image["height"]) == (64, 40)
    back = opened(stage, image["id"])
    assert back.format.lower() == image["format"] == ("jpeg" if kind == "JPEG" else "png")
    difference = np.abs(np.asarray(back, float) - np.asarray(picture, float)).mean()
    assert difference < 12


def test_the_id_is_the_digest_of_the_uploaded_bytes_and_the_second_time_nothing_is_decoded(stage):
    content = photograph()
    first = stage.upload(content).json()
    assert first["id"] == hashlib.sha256(content).hexdigest()

    def refuse(content):
        raise AssertionError("decoded again")

    original, stage.parts.decoder.decode = stage.parts.decoder.decode, refuse
    try:
        assert stage.upload(content, name="other.png").json() == first
    finally:
        stage.parts.decoder.decode = original


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_gives_the_same_upright_pixels_without_metadata(stage, orientation):
    upright = pixels(80, 48, seed=7)
    content = files.with_exif(files.turned(upright, orientation), orientation)
    image = stage.upload(content).json()
    assert (image["width"], image["height"]) == (80, 48)
    stored = stage.client.get(image["url"]).content
    back = np.asarray(Image.open(io.BytesIO(stored)), float)
    assert np.abs(back - np.asarray(upright, float)).max() <= 8
    assert b"SECRETCAMERA" not in stored and b"Exif" not in stored
    assert dict(Image.open(io.BytesIO(stored)).getexif()) == {}
    small = stage.client.get(image["thumbnail_url"]).content
    assert b"SECRETCAMERA" not in small and Image.open(io.BytesIO(small)).size == (80, 48)


@pytest.mark.parametrize(
    ("size", "kind", "stored"),
    [
        ((2048, 100), "JPEG", (2048, 100)),
        ((2400, 1800), "JPEG", (2048, 1536)),
        ((4000, 3000), "JPEG", (2000, 1500)),
        ((6000, 4500), "JPEG", (2048, 1536)),
        ((2400, 1800), "PNG", (2048, 1536)),
    ],
)
def test_a_large_picture_is_shrunk_to_at_most_2048(stage, size, kind, stored):
    image = stage.upload(saved(pixels(*size, seed=2), kind)).json()
    assert (image["width"], image["height"]) == stored
    back = np.asarray(opened(stage, image["id"]), float)
    wanted = np.asarray(pixels(*stored, seed=2), float)
    assert np.abs(back - wanted).mean() < 4


def test_a_thumbnail_is_at_most_320_wide(stage):
    image = stage.upload(saved(pixels(640, 480))).json()
    small = stage.client.get(image["thumbnail_url"])
    assert small.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(small.content)).size == (320, 240)


def test_of_an_animation_the_first_frame_is_kept(stage):
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue", "green")]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    image = stage.upload(content).json()
    assert opened(stage, image["id"]).getpixel((10, 10)) == (255, 0, 0)


def test_transparent_pixels_become_white(stage):
    image = stage.upload(saved(Image.new("RGBA", (9, 9), (255, 0, 0, 0)), "PNG")).json()
    assert opened(stage, image["id"]).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_picture_is_refused_with_415(stage, name):
    problem = problem_of(stage.upload(FOREIGN[name]), 415)
    assert problem["hint"]
    if name == "heic":
        assert "JPEG" in problem["detail"]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_the_next_upload_works(stage, name):
    answer = stage.upload(BOMBS[name]())
    assert answer.status_code in {413, 422}, answer.text
    problem_of(answer, answer.status_code)
    assert stage.upload().status_code == 201


def test_a_header_that_promises_more_than_the_data_holds_is_harmless(stage):
    assert stage.upload(files.jpeg_header(6300, 6300)).status_code in {201, 422}


def test_ten_thousand_frames_cost_no_more_than_the_first(stage):
    assert stage.upload(files.gif(600, 400, 10_000)).json()["width"] == 600


def test_three_hundred_damaged_files_give_a_picture_or_a_problem_and_never_a_500(stage):
    rng = np.random.default_rng(5)
    kinds = [saved(pixels(seed=3), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")]
    statuses = []
    for number in range(300):
        answer = stage.upload(files.mutated(kinds[number % 5], rng))
        statuses.append(answer.status_code)
        if answer.status_code != 201:
            problem_of(answer, answer.status_code)
    assert set(statuses) <= {201, 413, 415, 422}
    assert statuses.count(201) > 10 and statuses.count(422) > 10


def test_an_empty_file_a_missing_file_and_two_files_are_refused(stage):
    problem_of(stage.upload(b""), 415)
    missing = problem_of(stage.client.post("/api/images", files={"other": b"x"}), 422)
    assert missing["errors"][0]["loc"] == ["body", "file"]
    problem_of(stage.client.post("/api/images", json={"file": "x"}), 422)
    two = [("file", ("a", photograph())), ("file", ("b", photograph()))]
    problem_of(stage.client.post("/api/images", files=two), 400)
    problem_of(
        stage.client.post(
            "/api/images", content=b"x", headers={"content-type": "multipart/form-data"}
        ),
        400,
    )


def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(new_stage):
    stage = new_stage(max_upload_mb=1)
    problem_of(stage.upload(b"x" * (2 * 2**20)), 413)
    boundary = {"content-type": "multipart/form-data; boundary=b"}
    head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = (piece for piece in [head, *[b"x" * 65536] * 40])
    problem_of(stage.client.post("/api/images", content=body, headers=boundary), 413)
    assert problem_of(stage.upload(b"x" * (2**20 + 1000)), 413)["detail"].startswith("It is 1,049")


def test_pixel_limits_come_from_the_settings(new_stage):
    stage = new_stage(max_megapixels=1, max_jpeg_megapixels=2)
    wide = pixels(1500, 1000)
    assert "1 megapixels" in problem_of(stage.upload(saved(wide, "PNG")), 413)["detail"]
    assert stage.upload(saved(wide, "JPEG")).status_code == 201


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nSet-Cookie: x=1", "<img src=x onerror=alert(1)>", "x" * 5000]
)
def test_the_file_name_is_never_used(stage, name):
    answer = stage.upload(photograph(), name=name)
    assert answer.status_code in {201, 400}
    assert "onerror" not in answer.text and "set-cookie" not in answer.headers


def test_a_full_disk_is_said_and_uploads_work_again_afterwards(new_stage, tmp_path):
    class FillingStore(FolderStore):
        full = True

        def write(self, name, content):
            if self.full:
                raise StorageFull(f"No room for {len(content):,} bytes.")
            super().write(name, content)

    store = FillingStore(tmp_path / "filling")
    stage = new_stage(store=store)
    content = photograph()
    assert "No room" in problem_of(stage.upload(content), 507)["detail"]
    store.full = False
    assert stage.upload(content).status_code == 201


def test_pictures_are_kept_by_browsers_for_ever(stage):
    image = stage.upload().json()
    for address in (image["url"], image["thumbnail_url"]):
        answer = stage.client.get(address)
        assert "immutable" in answer.headers["cache-control"]
        again = stage.client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("image", ["0" * 64, "..%2f..%2fetc", "x", "A" * 64, "%00", "0" * 63 + "g"])
def test_unknown_and_malformed_ids_get_the_same_404(stage, image):
    problem_of(stage.client.get(f"/api/images/{image}"), 404)


def test_a_picture_that_vanished_from_the_store_is_404_and_can_be_uploaded_again(stage):
    content = photograph()
    image = stage.upload(content).json()
    stage.parts.store.delete(image_name(image["id"]))
    problem_of(stage.client.get(image["url"]), 404)
    assert stage.upload(content).status_code == 201
    assert stage.client.get(image["url"]).status_code == 200
