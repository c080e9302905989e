"""Where the children's output goes: to the terminal with a name in front, and into a file each."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO

from supervisor.child import Child

LARGEST = 5_000_000
"""A log file of this many bytes becomes `<name>.log.1`; the one before that is dropped."""

WIDTH = 8
LAST = 30

_terminal = threading.Lock()


def say(name: str, line: str) -> None:
    """One line to the terminal; nothing happens when nobody reads it any more."""
    with _terminal, suppress(OSError, ValueError):
        print(f"{name:<{WIDTH}} | {line}", flush=True)


def append(path: Path, line: str) -> None:
    """One line to a log file, which is begun anew when it is large; a full disk stops nothing."""
    with suppress(OSError):
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_name(path.name + ".1"))
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def follow(child: Child, stream: IO[bytes], folder: Path) -> deque[str]:
    """Copy a child's output until it ends, in a thread; gives its last lines, which grow."""
    last: deque[str] = deque(maxlen=LAST)
    log = folder / f"{child.name}.log"
    with suppress(OSError):
        log.touch()  # silence is worth a file too: whoever looks for the log finds it empty

    def copy() -> None:
        with stream:
            for raw in stream:
                line = raw.decode(errors="replace").rstrip()
                last.append(line)
                append(log, line)
                if child.worth_showing(line):
                    say(child.name, line)

    threading.Thread(target=copy, name=f"output of {child.name}", daemon=True).start()
    return last
