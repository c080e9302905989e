import pytest
from sqlalchemy.orm import Session

from app import jobs
from app.reaper import sweep
from app.runs import recover, settle
from app.tables import RunRow
from contract.store import artifact_name
from tests.app.conftest import problem_of
from tests.app.files import photograph


def queued_job(stage, run: dict):
    return jobs.find(stage.parts.redis, stage.row(run["id"]).key)


def test_the_same_question_of_two_people_is_one_job(stage):
    content = photograph()
    first = stage.ask(stage.inspect("One job?", content)["id"])
    second = stage.ask(stage.inspect("One job?", content)["id"])
    assert first["id"] != second["id"]
    answered = stage.worker.answered
    stage.worker.work_off()
    assert stage.worker.answered == answered + 1
    assert {stage.run(first["id"])["status"], stage.run(second["id"])["status"]} == {"done"}


def test_cancelling_one_of_two_leaves_the_job_to_the_other(stage):
    content = photograph()
    mine = stage.ask(stage.inspect("Two want it", content)["id"])["id"]
    theirs = stage.ask(stage.inspect("Two want it", content)["id"])["id"]
    assert stage.client.post(f"/api/runs/{mine}/cancel").json()["status"] == "cancelled"
    stage.worker.work_off()
    assert stage.run(theirs)["status"] == "done"
    assert stage.run(mine)["status"] == "cancelled"


def test_an_expected_failure_reaches_the_run_as_its_problem(stage):
    run = stage.ask(stage.inspect("FAIL please")["id"])
    stage.worker.work_off()
    failed = stage.run(run["id"])
    assert failed["status"] == "failed" and failed["finished_at"]
    assert failed["error"]["status"] == 507 and "memory" in failed["error"]["detail"]


def test_a_crash_is_retried_once_and_then_said_without_its_trace(stage):
    run = stage.ask(stage.inspect("CRASH please")["id"])
    stage.worker.work_off()
    failed = stage.run(run["id"])
    assert failed["status"] == "failed"
    assert "ZeroDivisionError" in failed["error"]["detail"]
    assert "planted_worker.py" not in str(failed)


def test_a_failed_run_can_be_asked_again(stage):
    inspection = stage.inspect("FAIL again")["id"]
    first = stage.ask(inspection)
    stage.worker.work_off()
    assert stage.run(first["id"])["status"] == "failed"
    second = stage.ask(inspection)
    assert second["id"] != first["id"] and second["status"] == "queued"


def test_a_cancelled_run_can_be_asked_again(stage):
    inspection = stage.inspect("Changed my mind")["id"]
    first = stage.ask(inspection)
    stage.client.post(f"/api/runs/{first['id']}/cancel")
    second = stage.ask(inspection)
    assert second["id"] != first["id"]
    stage.worker.work_off()
    assert stage.run(second["id"])["status"] == "done"


def test_after_redis_forgot_everything_the_reaper_asks_again(stage):
    run = stage.ask(stage.inspect("Nothing is lost")["id"])
    stage.parts.redis.flushall()
    stage.worker.announce()
    assert stage.run(run["id"])["status"] == "queued"
    assert sweep(stage.parts) >= 1
    assert sweep(stage.parts) == 0
    stage.worker.work_off()
    assert stage.run(run["id"])["status"] == "done"


def test_a_job_cancelled_for_somebody_else_is_asked_again(stage):
    run = stage.ask(stage.inspect("Attached too late")["id"])
    key = stage.row(run["id"]).key
    stage.parts.channel.cancel(key)  # an earlier wish that the worker sees only now
    stage.worker.work_off()
    assert stage.run(run["id"])["status"] in {"queued", "running"}
    sweep(stage.parts)
    stage.worker.work_off()
    assert stage.run(run["id"])["status"] == "done"


def test_an_answer_that_appears_in_the_store_ends_the_run_whatever_the_queue_says(stage):
    content = photograph()
    done = stage.ask(stage.inspect("Same key", content)["id"])
    stage.worker.work_off()
    artifact = stage.parts.store.read(artifact_name(stage.row(done["id"]).key))
    assert stage.run(done["id"])["status"] == "done"
    other = stage.inspect("Same key", content)["id"]
    stage.parts.store.delete(artifact_name(stage.row(done["id"]).key))
    waiting = stage.ask(other)
    assert waiting["status"] == "queued"
    stage.parts.redis.flushall()
    stage.parts.store.write(artifact_name(stage.row(done["id"]).key), artifact)
    assert stage.run(waiting["id"])["status"] == "done"


def test_a_worker_that_says_done_but_stored_nothing_is_a_failure(stage):
    run = stage.ask(stage.inspect("Where is it?")["id"])
    keep, stage.worker.keep = stage.worker.keep, lambda *arguments: None
    try:
        stage.worker.work_off()
    finally:
        stage.worker.keep = keep
    assert "stored no answer" in stage.run(run["id"])["error"]["detail"]


def test_an_ended_run_is_never_written_again(stage):
    run = stage.ask(stage.inspect("Too late")["id"])
    stage.client.post(f"/api/runs/{run['id']}/cancel")
    with Session(stage.parts.database) as session:
        row = session.get_one(RunRow, run["id"])
        assert settle(session, row, status="running") is False
        assert row.status == "cancelled"
        assert recover(stage.parts, session, row) is False


def test_a_full_queue_answers_429_and_forgets_the_run(stage, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)
    inspection = stage.inspect("Is there room?")["id"]
    wish = {"analysis": "word_map", "params": {"words": ["dog"]}}
    answer = stage.client.post(f"/api/inspections/{inspection}/runs", json=wish)
    problem_of(answer, 429)
    assert int(answer.headers["retry-after"]) > 0
    assert stage.client.get(f"/api/inspections/{inspection}").json()["runs"] == []


@pytest.mark.parametrize("name", ["logit_lens", "word_map"])
def test_provenance_and_times_come_with_a_done_run(stage, name):
    params = {"logit_lens": {"k": 3}, "word_map": {"words": ["dog"]}}[name]
    run = stage.done(f"Provenance of {name}", name, **params)
    assert run["artifact_url"] == f"/api/runs/{run['id']}/artifact"
    grid = run["provenance"]["geometry"]["grids"][0]
    assert (grid["rows"], grid["cols"]) == (16, 16)
    assert run["created_at"] <= run["started_at"] <= run["finished_at"]
