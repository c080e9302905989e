from app.reaper import sweep
from tests.app.study_tools import asked, dataset, runs_of, shown
from tests.app.test_reaper import made_old


def test_deleting_a_study_deletes_what_it_asked_and_its_pictures(stage):
    data = dataset(stage, 1)
    image = data["pictures"][0]["image"]
    study = asked(stage, data=data)
    stage.worker.work_off()
    sweep(stage.parts)
    run = shown(stage, study)["artifacts"][0]["run"]
    assert stage.client.delete(f"/api/studies/{study['id']}").status_code == 204
    for address in (f"/api/studies/{study['id']}", f"/api/runs/{run}", f"/api/images/{image}"):
        assert stage.client.get(address).status_code == 404
    assert runs_of(stage, study) == []


def test_a_picture_that_somebody_asks_about_survives_the_study(stage):
    data = dataset(stage, 1)
    image = data["pictures"][0]["image"]
    mine = stage.client.post("/api/inspections", json={"image": image, "prompt": "Mine?"}).json()
    study = asked(stage, data=data)
    stage.client.delete(f"/api/studies/{study['id']}")
    assert stage.client.get(f"/api/inspections/{mine['id']}").status_code == 200
    assert stage.client.get(f"/api/images/{image}").status_code == 200


def test_pictures_of_a_study_that_still_waits_are_not_swept_away(stage, monkeypatch):
    monkeypatch.setattr("app.pump.WINDOW", 0)
    data = dataset(stage, 1)
    study = asked(stage, data=data)
    made_old(stage, data["pictures"][0]["image"])
    sweep(stage.parts)
    assert stage.client.get(f"/api/images/{data['pictures'][0]['image']}").status_code == 200
    stage.client.post(f"/api/studies/{study['id']}/cancel")
