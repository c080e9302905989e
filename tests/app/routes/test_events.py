import json
import threading

import pytest

from tests.app.conftest import problem_of
from tests.app.files import photograph


def events_of(stage, run: str, **headers: str) -> list[tuple[str, dict]]:
    """Every event until the stream ends by itself: its name and its data."""
    events = []
    with stage.client.stream("GET", f"/api/runs/{run}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                events.append((name, json.loads(line[5:])))
    return events


def followed(stage, run: str) -> list[tuple[str, dict]]:
    """The events while a worker answers beside the stream."""
    thread = threading.Timer(0.3, stage.worker.work_off)
    thread.start()
    events = events_of(stage, run)
    thread.join()
    return events


def test_a_stream_begins_with_the_present_state_and_ends_with_the_artifact(stage):
    run = stage.ask(stage.inspect("Follow me")["id"])
    events = followed(stage, run["id"])
    names = [name for name, _ in events]
    assert names[0] == "progress" and events[0][1]["status"] == "queued"
    assert names[-1] == "done" and set(names[:-1]) == {"progress"}
    assert events[-1][1]["artifact_url"] == f"/api/runs/{run['id']}/artifact"
    fractions = [run["progress"]["fraction"] for _, run in events]
    assert fractions == sorted(fractions) and len(set(fractions)) >= 3
    assert {run["id"] for _, run in events} == {run["id"]}


def test_a_finished_run_gives_one_event_and_a_browser_that_reconnects_is_told_to_stop(stage):
    run = stage.done("Already there")
    assert [name for name, _ in events_of(stage, run["id"])] == ["done"]
    again = stage.client.get(
        f"/api/runs/{run['id']}/events", headers={"last-event-id": f"{run['id']}-end"}
    )
    assert (again.status_code, again.content) == (204, b"")


@pytest.mark.parametrize(("prompt", "end"), [("FAIL while followed", "failed")])
def test_a_failure_ends_the_stream_with_its_problem(stage, prompt, end):
    events = followed(stage, stage.ask(stage.inspect(prompt)["id"])["id"])
    assert events[-1][0] == end and events[-1][1]["error"]["hint"]


def test_cancelling_ends_the_stream_of_this_run_alone(stage):
    content = photograph()
    mine = stage.ask(stage.inspect("Both follow", content)["id"])["id"]
    theirs = stage.ask(stage.inspect("Both follow", content)["id"])["id"]
    cancel = threading.Timer(0.4, lambda: stage.client.post(f"/api/runs/{mine}/cancel"))
    cancel.start()
    assert events_of(stage, mine)[-1][0] == "cancelled"
    cancel.join()
    assert followed(stage, theirs)[-1][0] == "done"


def test_listeners_are_forgotten_when_streams_end(stage):
    followed(stage, stage.ask(stage.inspect("Leave nothing")["id"])["id"])
    assert stage.parts.hub.open_streams == 0
    assert "patchlens_event_streams 0.0" in stage.client.get("/metrics").text


def test_an_unknown_run_has_no_events(stage):
    problem_of(stage.client.get(f"/api/runs/{'x' * 22}/events"), 404)
