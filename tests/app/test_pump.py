import pytest
from sqlalchemy.orm import Session

from app import jobs, pump
from app.pump import ask_item, pump_study
from app.reaper import sweep
from app.tables import StudyItemRow
from contract.errors import OutOfMemory
from contract.queues import queue_name
from tests.app.conftest import open_stage
from tests.app.planted_worker import CARD
from tests.app.study_tools import asked, dataset, runs_of, shown, study_row


@pytest.fixture
def narrow(monkeypatch):
    """A window of two items."""
    monkeypatch.setattr(pump, "WINDOW", 2)


def finished(stage, study):
    for _ in range(20):
        stage.worker.work_off()
        sweep(stage.parts)
        if shown(stage, study)["status"] != "running":
            break
    return shown(stage, study)


def test_items_go_into_the_batch_lane_and_nothing_else_does(stage):
    stage.parts.redis.flushall()
    stage.worker.announce()
    study = asked(stage)
    redis = stage.parts.redis
    assert redis.llen(f"rq:queue:{queue_name(CARD.id, 'batch')}") == 2
    assert redis.llen(f"rq:queue:{queue_name(CARD.id, 'interactive')}") == 0
    assert finished(stage, study)["status"] == "done"


def test_no_more_than_the_window_waits_at_a_time(stage, narrow):
    study = asked(stage, data=dataset(stage, 5))
    assert shown(stage, study)["progress"]["asked"] == 2
    sweep(stage.parts)
    assert shown(stage, study)["progress"]["asked"] == 2
    stage.worker.work_off()
    sweep(stage.parts)
    assert shown(stage, study)["progress"]["asked"] == 4
    assert finished(stage, study)["progress"]["done"] == 5


def test_after_a_kill_a_new_server_on_the_same_folder_goes_on_and_asks_nothing_twice(
    redis_url, tmp_path, narrow
):
    with open_stage(tmp_path, redis_url) as first:
        first.worker.announce()
        study = asked(first, data=dataset(first, 5))
        first.worker.work_off()
        before = first.worker.answered
    with open_stage(tmp_path, redis_url) as second:
        second.worker.announce()
        done = finished(second, study)
        assert done["status"] == "done" and done["progress"]["done"] == 5
        assert before + second.worker.answered == 5
        assert len(runs_of(second, study)) == 5
        assert len({item["run"] for item in done["artifacts"]}) == 5


def test_a_queue_that_lost_everything_is_filled_again(stage, narrow):
    study = asked(stage, data=dataset(stage, 3))
    stage.parts.redis.flushall()
    stage.worker.announce()
    assert finished(stage, study)["progress"]["done"] == 3
    assert len(runs_of(stage, study)) == 3


def nobody_pumps(patch):
    """Neither a request nor the sweep that runs in the background asks anything."""
    patch.setattr("app.routes.studies.pump_study", lambda *rest: None)
    patch.setattr("app.reaper.pump", lambda *rest: None)


def test_a_server_killed_between_the_claim_and_the_queue_loses_nothing(stage, monkeypatch):
    def killed(*arguments):
        raise KeyboardInterrupt

    with Session(stage.parts.database) as session, monkeypatch.context() as patch:
        nobody_pumps(patch)
        study = asked(stage)
        patch.setattr(pump, "enqueue", killed)
        with pytest.raises(KeyboardInterrupt):
            pump_study(stage.parts, session, study_row(session, study))
        assert shown(stage, study)["progress"]["asked"] == 1
    assert finished(stage, study)["progress"]["done"] == 2
    assert len(runs_of(stage, study)) == 2


def test_two_servers_never_ask_the_same_item(stage, monkeypatch):
    with monkeypatch.context() as patch:
        nobody_pumps(patch)
        study = asked(stage)
    with Session(stage.parts.database) as one, Session(stage.parts.database) as other:
        item = study_row(one, study).items[0].id
        for session in (one, other):  # each has looked before the other has written
            session.get_one(StudyItemRow, item)
        for session in (one, other):
            row = session.get_one(StudyItemRow, item)
            ask_item(stage.parts, session, study_row(session, study), row)
    assert len(runs_of(stage, study)) == 1
    assert finished(stage, study)["progress"]["done"] == 2


def test_items_of_one_picture_and_prompt_share_an_inspection(stage):
    study = asked(stage, "ablation", dataset(stage, 1), settings=["generative"],
                  kinds=["random", "gradient"])  # fmt: skip
    items = finished(stage, study)["artifacts"]
    assert len({item["url"].partition("?")[0] for item in items}) == 1
    assert len({item["run"] for item in items}) == 3


def test_a_failed_item_is_listed_and_the_study_goes_on(stage, monkeypatch):
    compute = stage.worker.compute

    def failing(job):
        if job.params.get("edge"):
            raise OutOfMemory("There is none left.")
        compute(job)

    monkeypatch.setattr(stage.worker, "compute", failing)
    study = asked(stage, "knockout", dataset(stage, 1), edges=["object"])
    done = finished(stage, study)
    assert (done["status"], done["progress"]["done"], done["progress"]["failed"]) == ("done", 1, 1)
    failed = done["artifacts"][1]
    assert failed["status"] == "failed" and failed["error"]["status"] == 507


def test_of_an_object_that_is_not_named_nothing_more_is_asked(stage):
    study = asked(stage, "knockout", dataset(stage, 2, "zebra"))
    assert shown(stage, study)["progress"]["asked"] == 2
    done = finished(stage, study)
    assert done["status"] == "done"
    assert (done["progress"]["done"], done["progress"]["skipped"]) == (2, 12)
    assert done["progress"]["fraction"] == 1.0 and len(runs_of(stage, study)) == 2


def test_the_rest_of_an_object_waits_for_its_naming(stage):
    study = asked(stage, "knockout", dataset(stage, 1), edges=["object", "others"])
    sweep(stage.parts)
    assert shown(stage, study)["progress"]["asked"] == 1
    stage.worker.work_off()
    assert shown(stage, study)["progress"]["done"] == 1
    sweep(stage.parts)
    assert shown(stage, study)["progress"]["asked"] == 3
    stage.client.post(f"/api/studies/{study['id']}/cancel")


def test_a_study_of_another_release_stops_nobody_elses(stage):
    foreign, own = asked(stage), asked(stage)
    with Session(stage.parts.database) as session:
        study_row(session, foreign).study = "horoscope"
        session.commit()
    assert finished(stage, own)["progress"]["done"] == 2
    listed = [one["id"] for one in stage.client.get("/api/studies").json()]
    assert own["id"] in listed and foreign["id"] not in listed
    assert stage.client.get(f"/api/studies/{foreign['id']}").status_code == 404


def test_a_full_queue_waits_for_the_next_sweep(stage, monkeypatch):
    monkeypatch.setattr(pump, "MOST_QUEUED", 0)
    study = asked(stage)
    assert shown(stage, study)["progress"]["asked"] == 0
    monkeypatch.setattr(pump, "MOST_QUEUED", jobs.MOST_WAITING)
    assert finished(stage, study)["progress"]["done"] == 2


def test_a_cancelled_study_asks_nothing_more_and_stops_what_waits(stage, narrow):
    study = asked(stage, data=dataset(stage, 4))
    answered = stage.worker.answered
    cancelled = stage.client.post(f"/api/studies/{study['id']}/cancel").json()
    assert cancelled["status"] == "cancelled" and cancelled["finished_at"]
    sweep(stage.parts)
    stage.worker.work_off()
    sweep(stage.parts)
    assert stage.worker.answered == answered
    assert {item["status"] for item in shown(stage, study)["artifacts"]} == {"cancelled", "waiting"}


def test_an_item_asked_in_the_moment_of_cancelling_is_stopped_by_the_next_sweep(stage):
    study = asked(stage)
    with Session(stage.parts.database) as session:
        study_row(session, study).status = "cancelled"
        session.commit()
    sweep(stage.parts)
    assert {item["status"] for item in shown(stage, study)["artifacts"]} == {"cancelled"}
