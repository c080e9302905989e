"""Reasons not to start: somebody else has the data folder, or the port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class WillNotStart(Exception):
    """Says in one sentence why, and what to do."""


@contextmanager
def sole_use(folder: Path) -> Iterator[Callable[[str], None]]:
    """Hold `folder` for this process; raises `WillNotStart` when another one holds it.

    Gives a function that notes this process's address for whoever comes second.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = folder / "patchlens.lock"
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = lock.read_text().strip()
            raise WillNotStart(
                f"PatchLens already runs with the data folder {folder} ({holder}). "
                "Use that one, stop it, or set DATA_DIR and PORT for a second one."
            ) from None

        def note(address: str) -> None:
            file.truncate(0)
            file.write(f"{address}, process {os.getpid()}\n")
            file.flush()

        note("starting")
        yield note


def free_port(host: str, port: int) -> int:
    """`port` if it can be listened on, any free one for 0; raises `WillNotStart`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host.strip("[]"), port))
        except OSError as error:
            raise WillNotStart(why_not(host, port, error)) from None
        found: int = listener.getsockname()[1]
        return found


def why_not(host: str, port: int, error: OSError) -> str:
    """A refusal of the operating system in words."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Set PORT to another one: PORT={port + 1} patchlens up"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights. Set PORT to one above 1023: PORT=8000 patchlens up"
    return f"Cannot listen on HOST={host} PORT={port}: {error.strerror}."
