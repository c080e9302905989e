import threading
import time

import pytest

from contract.channel import RunEvent
from contract.progress import Progress
from tests.app.conftest import problem_of


def test_a_waiting_run_tells_its_place_and_an_estimate_from_recent_runs(stage):
    stage.done("Warm up", words=["cat"])
    first = stage.ask(stage.inspect("First in line")["id"])
    second = stage.ask(stage.inspect("Second in line")["id"])
    assert (first["position"], second["position"]) == (1, 2)
    estimates = [stage.run(run["id"])["progress"]["eta_s"] for run in (first, second)]
    assert estimates[0] is not None and estimates[1] == pytest.approx(2 * estimates[0], abs=0.02)
    stage.worker.work_off()


def test_without_a_worker_the_stage_says_so(stage):
    run = stage.ask(stage.inspect("Anybody there?")["id"])
    stage.parts.channel.dismiss("planted")
    assert stage.run(run["id"])["progress"]["stage"] == "no worker serves this model now"
    stage.worker.announce()
    assert stage.run(run["id"])["progress"]["stage"] == "waiting"
    stage.worker.work_off()


def test_a_running_run_tells_its_stage_and_is_cancelled_while_it_works(stage):
    run = stage.ask(stage.inspect("SLOW one")["id"])
    thread = threading.Thread(target=stage.worker.work_off)
    thread.start()
    end = time.monotonic() + 5
    while stage.run(run["id"])["progress"]["fraction"] == 0 and time.monotonic() < end:
        time.sleep(0.02)
    running = stage.run(run["id"])
    assert (running["status"], running["position"]) == ("running", None)
    assert running["progress"]["stage"] == "reading the picture" and running["started_at"]
    began = time.monotonic()
    cancelled = stage.client.post(f"/api/runs/{run['id']}/cancel").json()
    thread.join()
    assert cancelled["status"] == "cancelled" and cancelled["finished_at"]
    assert time.monotonic() - began < 2
    assert stage.run(run["id"])["status"] == "cancelled"


def test_cancelling_what_is_done_changes_nothing(stage):
    run = stage.done("Too late to cancel")
    assert stage.client.post(f"/api/runs/{run['id']}/cancel").json() == run


def test_the_answer_shows_before_the_lens_is_ready(stage):
    run = stage.ask(stage.inspect("Answer first")["id"])
    row = stage.row(run["id"])
    answer = {"text": "A dog", "tokens": []}
    progress = Progress(stage="reading the layers", fraction=0.5, answer=answer)
    stage.parts.channel.tell(RunEvent(key=row.key, kind="progress", progress=progress))
    from app import jobs

    jobs.find(stage.parts.redis, row.key).set_status("started")
    assert stage.run(run["id"])["progress"]["answer"]["text"] == "A dog"
    jobs.find(stage.parts.redis, row.key).set_status("queued")
    stage.worker.work_off()


@pytest.mark.parametrize("run", ["x" * 22, "..%2f", "%00", "0"])
def test_unknown_runs_are_404_everywhere(stage, run):
    for address in (f"/api/runs/{run}", f"/api/runs/{run}/events", f"/api/runs/{run}/artifact"):
        problem_of(stage.client.get(address), 404)
    problem_of(stage.client.post(f"/api/runs/{run}/cancel"), 404)
