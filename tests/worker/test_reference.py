"""The reference vector: the mean by hand, made once, made anew when its file is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from contract.settings import Settings
from tests.worker.checkpoints import job_for, noise, png
from tests.worker.squares import opened
from worker import reference
from worker.reference import GALLERY, NoReference, Reference, photographs


def quiet(stage: str, done: float) -> None:
    """No progress."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two photographs of different sizes, and files that are none."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    noise(640, 300).save(folder / "b.jpg")
    noise(64, 64, seed=1).save(folder / "a.JPEG")
    noise(64, 64, seed=2).save(folder / "drawing.png")
    (folder / "notes.txt").write_text("no picture")
    return Settings(reference_pictures=str(folder), data_dir=tmp_path / "data")


@pytest.mark.parametrize("family", ["demo", "llava_next"])
def test_it_is_the_mean_over_all_tokens_of_all_photographs(
    engines: Any, settings: Settings, family: str
) -> None:
    engine = engines(family)
    told: list[str] = []
    found = Reference.of(engine.loaded, settings).embedding(lambda stage, done: told.append(stage))
    pictures = [Image.open(path) for path in photographs(Path(settings.reference_pictures))]
    tokens = np.concatenate([opened(engine, each).image_embeddings() for each in pictures])
    assert len({len(opened(engine, each).image_embeddings()) for each in pictures}) == (
        2 if family == "llava_next" else 1
    )
    assert np.allclose(found, tokens.mean(0), rtol=1e-4, atol=1e-4 * np.abs(tokens).max())
    assert told == [f"reading reference photograph {n} of 2" for n in (1, 2)]


def test_a_second_worker_reads_the_file_and_leaves_the_tower_alone(
    engines: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = engines("demo").loaded
    first = Reference.of(loaded, settings)
    vector = first.embedding(quiet)
    monkeypatch.setattr(reference, "embed", None)
    assert first.embedding(quiet) is vector
    assert np.array_equal(Reference.of(loaded, settings).embedding(quiet), vector)


def test_a_run_asks_its_engine_and_tells_how_far_it_is(
    engines: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engines("demo")
    monkeypatch.setattr(engine, "reference", Reference.of(engine.loaded, settings))
    told: list[Any] = []
    picture = png(noise(64, 48))
    first = engine.open(job_for(engine.card), picture, told.append)
    vector = first.reference_embedding()
    assert vector.shape == first.image_embeddings().shape[1:]
    assert "reading reference photograph 1 of 2" in [each.stage for each in told]
    second = engine.open(job_for(engine.card), picture, told.append)
    assert second.reference_embedding() is vector


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:40] + b"!" + b[41:], lambda b: b""]
)
def test_a_damaged_file_is_made_anew(engines: Any, settings: Settings, damage: Any) -> None:
    loaded = engines("demo").loaded
    vector = Reference.of(loaded, settings).embedding(quiet)
    (file,) = (settings.root / "reference").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert np.array_equal(Reference.of(loaded, settings).embedding(quiet), vector)
    assert file.read_bytes() == whole


def test_other_photographs_or_another_model_have_a_vector_of_their_own(
    engines: Any, settings: Settings
) -> None:
    loaded = engines("demo").loaded
    vector = Reference.of(loaded, settings).embedding(quiet)
    noise(32, 32, seed=5).save(Path(settings.reference_pictures) / "c.jpg")
    assert not np.array_equal(Reference.of(loaded, settings).embedding(quiet), vector)
    Reference.of(engines("llava").loaded, settings).embedding(quiet)
    assert len(list((settings.root / "reference").iterdir())) == 3


def test_the_photographs_that_ship_serve_where_none_are_named(engines: Any, tmp_path: Path) -> None:
    made = Reference.of(engines("demo").loaded, Settings(data_dir=tmp_path))
    assert made.folder == GALLERY
    assert len(photographs(GALLERY)) >= 10


def test_a_folder_without_photographs_is_named_in_the_error(engines: Any, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        settings = Settings(reference_pictures=str(folder), data_dir=tmp_path)
        with pytest.raises(NoReference, match=folder.name) as error:
            Reference.of(engines("demo").loaded, settings).embedding(quiet)
        assert "REFERENCE_PICTURES" in error.value.hint


def test_a_broken_photograph_is_named_and_nothing_is_stored(
    engines: Any, settings: Settings
) -> None:
    (Path(settings.reference_pictures) / "c.jpg").write_bytes(b"\xff\xd8 broken")
    with pytest.raises(NoReference, match=r"c\.jpg"):
        Reference.of(engines("demo").loaded, settings).embedding(quiet)
    assert not (settings.root / "reference").exists()
