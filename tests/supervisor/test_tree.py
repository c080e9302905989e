import os
import signal
import time

from supervisor.child import Child, Step
from supervisor.tree import Tree
from tests.supervisor.tools import lives, script, wait_until

SLEEP = script("import time; time.sleep(60)")


def note(path, word: str) -> tuple[str, ...]:
    """A process that writes a word when it starts and another one when it is stopped."""
    code = f"""
import signal, sys, time
def write(word):
    with open({str(path)!r}, "a") as file: file.write(word + "\\n")
def stop(*_):
    write("-{word}")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
write("+{word}")
while True: time.sleep(0.01)
"""
    return script(code)


def tend_until(tree: Tree, condition, seconds: float = 15.0) -> None:
    wait_until(lambda: tree.tend() or condition(), seconds)


def test_children_start_in_order_and_stop_in_the_opposite_order(tmp_path):
    path = tmp_path / "notes"
    path.touch()
    tree = Tree(
        [
            Child("worker", note(path, "worker"), after=("queue", "model")),
            Child("queue", note(path, "queue"), is_ready=lambda: "+queue" in path.read_text()),
            Step("model", script("import time; time.sleep(0.2)"), after=("queue",)),
        ],
        tmp_path / "logs",
    )
    tend_until(tree, lambda: "+worker" in path.read_text())
    tree.stop()
    assert path.read_text().split() == ["+queue", "+worker", "-worker", "-queue"]


def test_nobody_starts_before_what_it_needs(tmp_path):
    tree = Tree(
        [Child("queue", SLEEP, is_ready=lambda: False), Child("web", SLEEP, after=("queue",))],
        tmp_path,
    )
    for _ in range(5):
        tree.tend()
    assert tree.running["queue"].process is not None
    assert tree.running["web"].process is None
    tree.stop()


def test_one_dead_child_does_not_disturb_the_others(tmp_path):
    tree = Tree([Child("a", SLEEP), Child("b", SLEEP)], tmp_path)
    tree.tend()
    pids = {name: one.process.pid for name, one in tree.running.items()}
    os.kill(pids["a"], signal.SIGKILL)
    tend_until(tree, lambda: (p := tree.running["a"].process) and p.pid != pids["a"])
    assert tree.running["b"].process.pid == pids["b"]
    tree.stop()
    assert not lives(pids["b"])


def test_stopping_two_stubborn_children_takes_the_patience_of_one(tmp_path):
    stubborn = script("import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)")
    tree = Tree([Child(n, stubborn, patience_s=0.5) for n in ("a", "b")], tmp_path)
    tree.tend()
    time.sleep(0.3)
    start = time.monotonic()
    tree.stop()
    assert time.monotonic() - start < 3


def test_killing_is_immediate(tmp_path):
    tree = Tree([Child("a", SLEEP, patience_s=60)], tmp_path)
    tree.tend()
    tree.kill()
    start = time.monotonic()
    tree.stop()
    assert time.monotonic() - start < 2
