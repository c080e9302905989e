"""Runs a command that dies with the process that started it, also when that one is killed.

It is started as a script, without any import but the standard library, and replaces itself.
Linux does this in the kernel (`PR_SET_PDEATHSIG`); elsewhere the command runs without a leash
and the next start ends what was left behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1


def command(arguments: Sequence[str]) -> list[str]:
    """The command line that runs `arguments` on a leash held by this process."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *arguments]


def main(parent: str, *arguments: str) -> None:
    """Ask the kernel for SIGKILL at the death of `parent`, then become `arguments`."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(75)
    os.execvp(arguments[0], arguments)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
