import pytest

from contract.artifact import Answer
from contract.channel import Channel
from contract.errors import Cancelled
from worker.report import Report
from worker.serving import impatient

ANSWER = Answer(text="A dog", tokens=[])


class Heard(Channel):
    """A channel that remembers instead of telling."""

    def __init__(self) -> None:
        self.events, self.asked, self.cancelled = [], 0, False

    def tell(self, event) -> None:
        self.events.append(event)

    def is_cancelled(self, key) -> bool:
        self.asked += 1
        return self.cancelled


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def report(heard, clock):
    return Report(heard, "k", clock=lambda: clock[0])


def test_progress_is_told_about_ten_times_a_second(report, heard, clock):
    for step in range(1000):
        clock[0] = step / 1000
        report("Lens", step / 1000)
    assert 8 <= len(heard.events) <= 11
    assert 15 <= heard.asked <= 21


def test_a_new_stage_and_the_answer_are_told_at_once(report, heard):
    report("Reading", 0.0)
    report("Lens", 0.0)
    report("Lens", 0.0, ANSWER)
    assert [event.progress.stage for event in heard.events] == ["Reading", "Lens", "Lens"]


def test_whoever_comes_late_still_gets_the_answer(report, heard, clock):
    report("Answer", 0.1, ANSWER)
    clock[0] = 1
    report("Lens", 0.5)
    assert heard.events[-1].progress.answer == ANSWER


def test_the_time_left_is_guessed_from_the_time_gone(report, heard, clock):
    clock[0] = 2.0
    report("Lens", 0.25)
    assert heard.events[-1].progress.eta_s == 6.0
    assert report.seconds_left(0.0) is None


def test_a_cancelled_run_stops(report, heard):
    heard.cancelled = True
    with pytest.raises(Cancelled):
        report("Lens", 0.5)


def test_a_run_goes_on_without_redis(tmp_path):
    away = Channel(impatient(f"unix://{tmp_path}/nothing"))
    report = Report(away, "k")
    report("Lens", 0.5)
    report.tell("started")
