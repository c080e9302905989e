from datetime import timedelta

from sqlalchemy.orm import Session

from app import reaper as reaper_module
from app.reaper import Reaper, sweep
from app.tables import ImageRow, now
from tests.app.files import photograph


def made_old(stage, image: str) -> None:
    with Session(stage.parts.database) as session:
        session.get_one(ImageRow, image).created_at = now() - timedelta(days=2)
        session.commit()


def test_pictures_nobody_asked_about_go_after_a_day_and_others_stay(stage):
    unused, fresh = stage.upload().json()["id"], stage.upload().json()["id"]
    used = stage.inspect()["image"]
    for image in (unused, used):
        made_old(stage, image)
    sweep(stage.parts)
    found = [stage.client.get(f"/api/images/{one}").status_code for one in (unused, fresh, used)]
    assert found == [404, 200, 200]


def test_uploading_again_begins_the_day_anew(stage):
    content = photograph()
    image = stage.upload(content).json()["id"]
    made_old(stage, image)
    stage.upload(content)
    sweep(stage.parts)
    assert stage.client.get(f"/api/images/{image}").status_code == 200


def test_a_sweep_that_fails_is_followed_by_the_next(stage, monkeypatch):
    calls = []

    def failing(parts):
        calls.append(parts)
        raise ConnectionError("away")

    monkeypatch.setattr(reaper_module, "sweep", failing)
    monkeypatch.setattr(reaper_module, "PAUSE_S", 0.01)
    reaper = Reaper(stage.parts)
    reaper.start()
    while len(calls) < 3:
        reaper.stopping.wait(0.01)
    reaper.stop()
    assert not reaper.thread.is_alive()
