import io

import numpy as np
import pytest
from PIL import Image

from app.routes.previews import view_of
from contract.figure import View
from contract.store import image_name
from tests.app.conftest import problem_of


def drawn(answer) -> np.ndarray:
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (1200, 630)
    return np.asarray(picture.convert("RGB"), float)


def test_before_anything_is_done_the_preview_is_the_picture_alone(stage):
    inspection = stage.inspect()
    drawn(stage.client.get(f"{inspection['url']}/preview.png"))


def test_the_preview_shows_the_word_and_layer_of_the_address(stage):
    run = stage.done("Preview", words=["dog", "bicycle"])
    base = f"/i/{run['inspection']}/preview.png"
    dog, bicycle, early = (
        drawn(stage.client.get(base, params=params))
        for params in (
            {"word": "dog", "layer": 28},
            {"word": "bicycle", "layer": 28},
            {"word": "dog", "layer": 0},
        )
    )
    assert np.abs(dog - bicycle)[:, :600].mean() > 1
    assert np.abs(dog - early)[:, :600].mean() > 1
    # The planted dog is lower left in the centre square, the bicycle right. In viridis
    # more is greener.
    left, right = (slice(330, 420), slice(200, 260), 1), (slice(330, 420), slice(370, 430), 1)
    assert dog[left].mean() > bicycle[left].mean() + 20
    assert bicycle[right].mean() > dog[right].mean() + 20


def test_an_old_links_layer_or_word_gives_the_picture_instead_of_an_error(stage):
    run = stage.done("Old link", words=["dog"])
    for params in ({"layer": 999}, {"word": "zebra"}):
        drawn(stage.client.get(f"/i/{run['inspection']}/preview.png", params=params))


def test_a_shared_preview_follows_the_shared_state(stage):
    run = stage.done("Shared preview", words=["dog"])
    address = f"/api/inspections/{run['inspection']}/shares"
    previews = []
    for layer in (0, 30):
        share = stage.client.post(address, json={"state": {"layer": layer, "word": "dog"}}).json()
        answer = stage.client.get(f"{share['url']}/preview.png")
        assert "noindex" in answer.headers["x-robots-tag"]
        previews.append(drawn(answer))
    assert np.abs(previews[0] - previews[1]).mean() > 0.5


@pytest.mark.parametrize("address", ["/i/{}/preview.png", "/s/{}/preview.png"])
@pytest.mark.parametrize("name", ["x" * 22, "..%2f..%2fx", "%00"])
def test_unknown_previews_are_404(stage, address, name):
    problem_of(stage.client.get(address.format(name)), 404)


def test_a_picture_that_is_gone_is_404(stage):
    inspection = stage.inspect()
    stage.parts.store.delete(image_name(inspection["image"]))
    problem_of(stage.client.get(f"{inspection['url']}/preview.png"), 404)


@pytest.mark.parametrize(
    ("state", "view"),
    [
        (None, View()),
        ({"layer": "12", "word": "dog"}, View(layer=12, word="dog")),
        ({"layer": "last", "word": 5}, View()),
        ({"layer": float("inf"), "word": ""}, View()),
        ({"layer": True, "word": None}, View()),
        ({"layer": [1]}, View()),
    ],
)
def test_a_state_that_is_not_understood_counts_as_not_said(state, view):
    assert view_of(state) == view
