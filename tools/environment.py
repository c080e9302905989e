"""Make `.venv` hold exactly what `make run` or `make test` needs; the standard library suffices.

Usage: python3 tools/environment.py run|test

The work is done once: a stamp remembers the digest of what was asked for. Two calls at the same
time wait for each other, and a folder left half made is noticed, for the stamp comes last.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
EXTRAS = {"run": "web,worker,server", "test": "web,worker,server,s3,dev"}


def main(purpose: str) -> None:
    """Bring `.venv` up to date for `purpose`."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- whatever `python3` is runs this file
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"PatchLens needs Python 3.11 or newer; this is {found}. Set PYTHON=python3.11.")
    VENV.mkdir(exist_ok=True)
    with (VENV / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(stamp(one).exists() for one in (purpose, "test")):
            return
        install(EXTRAS[purpose])
        stamp(purpose).touch()


def stamp(purpose: str) -> Path:
    """The file that says: `.venv` holds what today's project files ask for."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    digest.update(os.fsencode(ROOT))
    return VENV / f".ready-{purpose}-{digest.hexdigest()[:16]}"


def install(extras: str) -> None:
    """Pinned packages and this project, editable."""
    python = VENV / "bin" / "python"
    if not works(python):
        print("Making .venv", flush=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    print(f"Installing pinned packages into .venv ({extras}); the first time takes minutes.")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if os.getuid() == 0:
        command.append("--root-user-action=ignore")
    sys.stdout.flush()
    subprocess.run(
        [*command, "-c", ROOT / "constraints.txt", "-e", f"{ROOT}[{extras}]"], check=True
    )


def works(python: Path) -> bool:
    """Whether this interpreter is there and has pip; an interrupted start may leave neither."""
    return (
        python.exists()
        and subprocess.run([python, "-m", "pip", "-V"], capture_output=True).returncode == 0
    )


if __name__ == "__main__":
    main(sys.argv[1])
