import pytest

from contract.store import FolderStore
from supervisor.valkey import running_server
from tests.app.conftest import context_of, open_stage, problem_of
from tests.app.files import photograph


def test_it_is_ready_with_a_worker_and_not_without(stage):
    assert stage.client.get("/healthz").json() == {"status": "alive"}
    assert stage.client.get("/readyz").json() == {"status": "ready"}
    stage.parts.channel.dismiss("planted")
    problem = problem_of(stage.client.get("/readyz"), 503)
    assert problem["missing"] == ["worker"] and problem["errors"][0]["loc"] == ["worker"]
    assert "none" in problem["errors"][0]["msg"]


def test_a_store_that_cannot_be_written_is_missing(new_stage, tmp_path):
    class ReadOnly(FolderStore):
        def write(self, name, content):
            raise PermissionError(13, "read-only")

    stage = new_stage(store=ReadOnly(tmp_path))
    assert problem_of(stage.client.get("/readyz"), 503)["missing"] == ["store"]
    problem_of(stage.upload(), 503)


def test_readiness_leaves_no_files_behind(stage):
    stage.client.get("/readyz")
    probes = list((stage.parts.settings.root / "store" / "probe").glob("*"))
    assert probes == []


@pytest.fixture(scope="module")
def after_redis(tmp_path_factory):
    """A stage whose queue server went away after a first run was asked and another was done."""
    folder = tmp_path_factory.mktemp("down")
    with running_server(folder / "queue") as url:
        context = open_stage(folder, url)
        stage = context.__enter__()
        stage.worker.announce()
        done = stage.done("Before it went")
        waiting = stage.ask(stage.inspect("Still waiting")["id"])
    yield stage, done, waiting
    context.__exit__(None, None, None)


def test_without_redis_what_was_stored_can_still_be_read(after_redis):
    stage, done, waiting = after_redis
    assert stage.client.get("/healthz").status_code == 200
    problem = problem_of(stage.client.get("/readyz"), 503)
    assert {"redis", "worker"} <= set(problem["missing"])
    assert stage.run(done["id"]) == done
    assert stage.client.get(done["artifact_url"]).status_code == 200
    still = stage.run(waiting["id"])
    assert still["status"] == "queued"
    assert still["progress"]["stage"] == "the queue does not answer"
    assert stage.client.get(f"/api/inspections/{done['inspection']}").status_code == 200
    assert context_of(stage.client.get(f"/i/{done['inspection']}").text)["read_only"] is False
    assert context_of(stage.client.get("/").text)["models"] == []
    assert stage.client.get("/metrics").status_code == 200


def test_without_redis_what_waits_is_not_deleted_behind_its_back(after_redis):
    stage, _, waiting = after_redis
    problem_of(stage.client.delete(f"/api/inspections/{waiting['inspection']}"), 503)
    assert stage.run(waiting["id"])["status"] == "queued"


def test_without_redis_asking_says_so_and_uploading_works(after_redis):
    stage, done, _ = after_redis
    image = stage.upload(photograph()).json()["id"]
    wish = {"image": image, "prompt": "Anybody?"}
    for answer in (
        stage.client.post("/api/inspections", json=wish),
        stage.client.get("/api/models"),
        stage.client.post(
            f"/api/inspections/{done['inspection']}/runs",
            json={"analysis": "word_map", "params": {"words": ["sky"]}},
        ),
    ):
        problem_of(answer, 503)
        assert answer.headers["retry-after"] == "5"
    runs = stage.client.get(f"/api/inspections/{done['inspection']}").json()["runs"]
    assert len(runs) == 1


def test_metrics_count_by_route_and_never_name_a_token(stage):
    run = stage.done("Counted")
    share = stage.client.post(f"/api/inspections/{run['inspection']}/shares", json={}).json()
    stage.client.get(share["url"])
    text = stage.client.get("/metrics").text
    assert 'patchlens_http_requests_total{method="GET",route="/s/{token}",status="200"}' in text
    assert 'patchlens_runs_ended_total{analysis="word_map",status="done"}' in text
    assert 'patchlens_workers{state="ready"} 1.0' in text
    assert 'patchlens_jobs_waiting{lane="interactive"} 0.0' in text
    assert share["token"] not in text and run["id"] not in text
