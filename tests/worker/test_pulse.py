import threading

from worker.pulse import Pulse


def test_a_beat_that_fails_does_not_stop_the_others():
    pulse, beaten = Pulse(0.01), threading.Event()

    def fail() -> None:
        raise RuntimeError("no")

    pulse.add(fail)
    pulse.add(beaten.set)
    with pulse.running():
        assert beaten.wait(2)
        beaten.clear()
        assert beaten.wait(2)


def test_nothing_beats_after_the_block():
    pulse, count = Pulse(0.01), []
    pulse.add(lambda: count.append(1))
    with pulse.running():
        pass
    before = len(count)
    assert threading.active_count() < 50
    threading.Event().wait(0.05)
    assert len(count) == before


def test_it_beats_while_the_main_thread_computes():
    pulse, count = Pulse(0.02), []
    pulse.add(lambda: count.append(1))
    with pulse.running():
        sum(i * i for i in range(3_000_000))
    assert count
