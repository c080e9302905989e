from tests.worker.queue_tools import (
    ask,
    ended,
    planted_worker,
    question,
    store_in,
    wait_for_workers,
    wait_until,
)

STUDY = {"analysis": "lens_study", "params": {"setting": "generative", "word": "dog"}}


def test_an_interactive_question_behind_fifty_study_items_is_answered_next(
    redis, redis_url, tmp_path
):
    store_in(tmp_path)
    items = [ask(redis, question(f"sleep 0.2 {number}", **STUDY), "batch") for number in range(50)]
    with planted_worker(redis_url, tmp_path):
        wait_for_workers(redis)
        wait_until(lambda: any(ended(item) for item in items))
        mine = ask(redis, question("what"))
        wait_until(lambda: ended(mine))
    mine.refresh()
    for item in items:
        item.refresh()
    between = [
        i for i in items if i.started_at and mine.enqueued_at < i.started_at < mine.started_at
    ]
    assert len(between) <= 1  # the one that was on its way to the worker in that moment
    assert sum(item.started_at is not None for item in items) < 50


def test_a_study_item_whose_worker_was_killed_is_answered_by_the_next_one(
    redis, redis_url, tmp_path
):
    store_in(tmp_path)
    item = ask(redis, question(f"die-once {tmp_path / 'died'}", **STUDY), "batch")
    with planted_worker(redis_url, tmp_path) as first:
        wait_until(lambda: first.poll() is not None, 60)
    with planted_worker(redis_url, tmp_path):
        wait_until(lambda: ended(item), 60)
    assert item.get_status() == "finished" and (tmp_path / "died").exists()
