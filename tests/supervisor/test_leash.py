import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from supervisor import leash
from tests.supervisor.tools import ROOT, lives, wait_until

PARENT = """
import subprocess, sys, time
from supervisor import leash
child = subprocess.Popen(leash.command([sys.executable, "-c", "import time; time.sleep(60)"]))
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's leash is Linux's")
def test_a_child_dies_with_its_parent_even_by_kill_9():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE)
    with parent:
        child = int(parent.stdout.readline())
        wait_until(lambda: b"leash" not in command_line(child))
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    wait_until(lambda: not lives(child), 5)


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_child_whose_parent_is_gone_already_does_not_start():
    command = [*leash.command([])[:4], "1", sys.executable, "-c", "print('started')"]
    result = subprocess.run(command, capture_output=True)
    assert (result.returncode, result.stdout) == (75, b"")


def test_arguments_arrive_as_they_are():
    command = leash.command([sys.executable, "-c", "import sys; print(sys.argv[1:])", "a b", "$x"])
    assert subprocess.run(command, capture_output=True).stdout == b"['a b', '$x']\n"
