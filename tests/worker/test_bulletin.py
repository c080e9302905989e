import pytest

from contract.artifact import Answer
from contract.channel import Channel
from contract.errors import Cancelled
from contract.progress import Progress
from worker.bulletin import Bulletin
from worker.serving import impatient

ANSWER = Answer(text="A dog", tokens=[])


def at(stage: str, fraction: float, answer: Answer | None = None) -> Progress:
    return Progress(stage=stage, fraction=fraction, answer=answer)


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
def bulletin(heard, clock):
    return Bulletin(heard, "k", clock=lambda: clock[0])


def test_progress_is_told_about_ten_times_a_second(bulletin, heard, clock):
    for step in range(1000):
        clock[0] = step / 1000
        bulletin(at("Lens", step / 1000))
    assert 8 <= len(heard.events) <= 11
    assert 15 <= heard.asked <= 21


def test_layers_that_are_counted_up_are_one_stage(bulletin, heard):
    for layer in range(30):
        bulletin(at(f"layer {layer} of 30", layer / 30))
    assert len(heard.events) == 1


def test_a_new_stage_and_the_answer_are_told_at_once(bulletin, heard):
    bulletin(at("Reading", 0.0))
    bulletin(at("Lens", 0.0))
    bulletin(at("Lens", 0.0, ANSWER))
    assert [event.progress.stage for event in heard.events] == ["Reading", "Lens", "Lens"]


def test_whoever_comes_late_still_gets_the_answer(bulletin, heard, clock):
    bulletin(at("Answer", 0.1, ANSWER))
    clock[0] = 1
    bulletin(at("Lens", 0.5))
    assert heard.events[-1].progress.answer == ANSWER


def test_the_time_left_is_guessed_from_the_time_gone(bulletin, heard, clock):
    clock[0] = 2.0
    bulletin(at("Lens", 0.25))
    assert heard.events[-1].progress.eta_s == 6.0
    assert bulletin.seconds_left(0.0) is None


def test_a_cancelled_run_stops(bulletin, heard):
    heard.cancelled = True
    with pytest.raises(Cancelled):
        bulletin(at("Lens", 0.5))


def test_a_run_goes_on_without_redis(tmp_path):
    away = Channel(impatient(f"unix://{tmp_path}/nothing"))
    bulletin = Bulletin(away, "k")
    bulletin(at("Lens", 0.5))
    bulletin.tell("started")
