import asyncio
import threading

import pytest

from app.looks import FRESH_S, Looks
from app.problems import NotFound


class Counted:
    """A slow question that counts how often it is asked; `answer` is what it finds."""

    def __init__(self):
        self.asked, self.answer = 0, "first"
        self.lock = threading.Lock()

    def __call__(self, run: str) -> str:
        with self.lock:
            self.asked += 1
        found = self.answer
        threading.Event().wait(0.02)
        if run == "none":
            raise NotFound("no")
        return f"{run} {found}"


def test_a_hundred_who_ask_at_once_cost_one_question_for_each_run():
    async def scene():
        question = Counted()
        looks = Looks(question)
        answers = await asyncio.gather(*(looks.at(f"run{number % 2}") for number in range(100)))
        return question.asked, set(answers)

    assert asyncio.run(scene()) == (2, {"run0 first", "run1 first"})


def test_what_is_too_old_is_asked_again():
    async def scene():
        question = Counted()
        looks = Looks(question)
        first = await looks.at("a")
        question.answer = "second"
        kept, forced = await looks.at("a"), await looks.at("a", fresh_s=0)
        question.answer = "third"
        await asyncio.sleep(FRESH_S * 1.2)
        return first, kept, forced, await looks.at("a")

    assert asyncio.run(scene()) == ("a first", "a first", "a second", "a third")


def test_a_failure_reaches_everybody_who_asked_and_is_not_kept():
    async def scene():
        question = Counted()
        looks = Looks(question)
        tasks = (looks.at("none") for _ in range(3))
        failures = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(failure, NotFound) for failure in failures)
        with pytest.raises(NotFound):
            await looks.at("none")
        return question.asked, looks.asking, looks.known

    assert asyncio.run(scene()) == (2, {}, {})


def test_one_listener_who_leaves_does_not_take_the_answer_from_the_others():
    async def scene():
        looks = Looks(Counted())
        leaving = asyncio.create_task(looks.at("a"))
        staying = asyncio.create_task(looks.at("a"))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(scene()) == "a first"
