from contract.job import ModelName
from contract.queues import queue_name, why_it_failed

MODEL = ModelName(name="a", revision="b", dtype="c")


def test_each_model_and_lane_has_its_own_queue():
    other = ModelName(name="a", revision="b2", dtype="c")
    names = {queue_name(m, lane) for m in (MODEL, other) for lane in ("interactive", "batch")}
    assert len(names) == 4


def test_names_cannot_be_confused_by_where_they_are_cut():
    assert queue_name(MODEL, "batch") != queue_name(
        ModelName(name="a\nb", revision="", dtype="c"), "batch"
    )


def test_a_job_whose_worker_died_says_so():
    note = "Moved to FailedJobRegistry, due to AbandonedJobError, at 2026-11-23"
    assert why_it_failed(note).title.startswith("The worker died")


def test_a_fault_shows_no_stack_trace():
    problem = why_it_failed('Traceback: File "/srv/x.py", line 1, secret')
    assert problem.status == 500
    assert "secret" not in problem.model_dump_json()
