from tests.worker.queue_tools import (
    ask,
    ended,
    planted_worker,
    question,
    store_in,
    wait_for_workers,
    wait_until,
)


def test_an_interactive_question_behind_fifty_study_items_is_answered_next(
    redis, redis_url, tmp_path
):
    store_in(tmp_path)
    study = {"analysis": "lens_study", "params": {"setting": "generative", "word": "dog"}}
    items = [ask(redis, question(f"sleep 0.2 {number}", **study), "batch") for number in range(50)]
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
