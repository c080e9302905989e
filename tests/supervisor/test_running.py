import os
import signal
import time

import pytest

from supervisor.child import Child, Step
from supervisor.running import Running, described, wait_after
from tests.supervisor.tools import lives, script, wait_until


@pytest.fixture
def run(tmp_path):
    started = []

    def make(child: Child) -> Running:
        started.append(Running(child, tmp_path))
        started[-1].tend(time.monotonic())
        return started[-1]

    yield make
    for one in started:
        one.over = True
        one.kill_group()
        if one.process:
            one.process.wait()


def until(running: Running, condition) -> float:
    return wait_until(lambda: running.tend(time.monotonic()) or condition())


def test_a_dead_child_is_started_again_within_a_second(run):
    running = run(Child("c", script("import time; time.sleep(60)")))
    first = running.process.pid
    os.kill(first, signal.SIGKILL)
    assert until(running, lambda: running.process and running.process.pid != first) < 2


def test_waits_double_up_to_half_a_minute():
    assert [wait_after(n) for n in (1, 2, 3, 4, 20)] == [0.5, 1, 2, 4, 30]


def test_a_step_that_fails_is_tried_again_and_over_when_it_succeeds(run, tmp_path):
    mark = tmp_path / "mark"
    code = f"import pathlib, sys; p = pathlib.Path({str(mark)!r}); "
    code += "done = p.exists(); p.touch(); sys.exit(not done)"
    running = run(Step("s", script(code)))
    assert not running.is_ready
    until(running, lambda: running.over)
    assert running.is_ready
    assert running.deaths == 1


def test_whoever_can_mend_sees_the_last_lines(run):
    seen = []
    running = run(Child("c", script("print('the reason')"), mend=seen.append))
    until(running, lambda: running.deaths)
    assert seen == [["the reason"]]


def test_a_child_that_does_not_listen_is_killed_with_all_it_started(run, tmp_path):
    code = "import os, signal, time; signal.signal(15, signal.SIG_IGN); "
    code += "os.write(1, b'%d\\n' % os.fork()); time.sleep(60)"
    running = run(Child("c", script(code), patience_s=0.3))
    wait_until(lambda: len(running.last) == 2)
    pids = [running.process.pid, *map(int, running.last)]
    start = time.monotonic()
    running.ask_to_stop()
    running.wait_or_kill(start)
    assert time.monotonic() - start < 2
    wait_until(lambda: not any(lives(pid) for pid in pids if pid), 3)


def test_a_child_is_told_what_it_needs_to_know(run):
    code = "import os; print(os.environ['PORT'])"
    running = run(Child("c", script(code), {"PORT": "8123"}))
    wait_until(lambda: list(running.last) == ["8123"])


def test_deaths_are_put_in_words():
    assert described(75) == "exit status 75"
    assert described(-9) == "killed by SIGKILL"
