import json
import time

import pytest
from rq.registry import StartedJobRegistry

from app import jobs
from contract.job import Job, ModelName

MODEL = ModelName(name="m", revision="r", dtype="float32")


def question(prompt: str = "What?") -> Job:
    return Job(image="0" * 64, prompt=prompt, model=MODEL, analysis="x", version=1, params={})


def test_a_job_is_queued_once_under_its_key_with_one_retry(redis):
    for _ in range(3):
        jobs.ensure(redis, question(), 77)
    queue = jobs.queue_of(redis, MODEL)
    assert queue.job_ids == [question().key]
    job = jobs.find(redis, question().key)
    assert (job.timeout, job.retries_left, job.func_name) == (77, 1, "worker.tasks.answer_job")
    assert Job.model_validate_json(job.args[0]) == question()
    assert jobs.standing(job) == jobs.Standing("queued")


def test_an_ended_job_makes_room_for_a_new_one(redis):
    jobs.ensure(redis, question(), 77)
    job = jobs.find(redis, question().key)
    jobs.queue_of(redis, MODEL).remove(job)
    job.set_status("failed")
    jobs.ensure(redis, question(), 77)
    assert jobs.standing(jobs.find(redis, question().key)).state == "queued"


def test_places_count_from_one_and_end_when_the_job_leaves(redis):
    prompts = ["a", "b", "c"]
    for prompt in prompts:
        jobs.ensure(redis, question(prompt), 77)
    places = [jobs.position(redis, MODEL, question(prompt).key) for prompt in prompts]
    assert places == [1, 2, 3]
    jobs.queue_of(redis, MODEL).remove(question("a").key)
    assert jobs.position(redis, MODEL, question("a").key) is None
    assert jobs.position(redis, MODEL, question("c").key) == 2


def test_an_absent_job_is_absent(redis):
    assert jobs.standing(jobs.find(redis, "0" * 64)) == jobs.Standing("absent")


class Returned:
    timeout = 5

    def __init__(self, value=None, trace=""):
        self.value, self.exc_string = value, trace

    def return_value(self):
        return self.value

    def latest_result(self):
        return self


@pytest.mark.parametrize("encode", [json.dumps, lambda value: value])
def test_a_returned_failure_is_its_problem_and_a_cancelled_one_is_cancelled(encode):
    problem = {"title": "t", "status": 507, "detail": "d", "hint": "h"}
    failed = jobs.result_of(Returned(encode({"status": "failed", "problem": problem})))
    assert (failed.state, failed.problem.detail) == ("failed", "d")
    assert jobs.result_of(Returned(encode({"status": "cancelled"}))).state == "cancelled"
    assert jobs.result_of(Returned(encode({"status": "done"}))).state == "done"


@pytest.mark.parametrize(
    ("trace", "words"),
    [
        ("Moved to FailedJobRegistry, due to AbandonedJobError, at now", "died"),
        ("Traceback\nrq.timeouts.JobTimeoutException: too long", "5 seconds"),
        ('Traceback\n  File "x.py"\nValueError: secret prompt', "ValueError"),
        ("", ""),
    ],
)
def test_an_unexpected_failure_is_told_in_words_without_its_trace(trace, words):
    problem = jobs.failure_of(Returned(trace=trace))
    assert words in problem.title + problem.detail
    assert "secret" not in problem.model_dump_json() and "x.py" not in problem.model_dump_json()


def test_a_dead_workers_job_is_retried_and_then_failed(redis):
    jobs.ensure(redis, question(), 77)
    queue = jobs.queue_of(redis, MODEL)
    for expected in ("queued", "failed"):
        job = jobs.find(redis, question().key)
        queue.remove(job)
        job.set_status("started")
        registry = StartedJobRegistry(queue=queue)
        redis.zadd(registry.key, {f"{job.id}:dead": time.time() - 1})
        assert jobs.standing(job).state == "running"
        jobs.clean_up(redis, MODEL)
        standing = jobs.standing(jobs.find(redis, question().key))
        assert standing.state == expected
    assert "died" in standing.problem.title
