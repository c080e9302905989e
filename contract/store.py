"""Files by name, written whole or not at all: uploads and artifacts.

A folder by default, any fsspec address (`s3://bucket/prefix`) for many machines.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import fsspec

from contract.errors import StorageFull

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Store(Protocol):
    """Where bytes are kept. A name is a relative path of plain segments."""

    def write(self, name: str, content: bytes) -> None:
        """Store `content` whole; raises `StorageFull` when there is no room."""

    def read(self, name: str) -> bytes:
        """The bytes; raises `FileNotFoundError`."""

    def exists(self, name: str) -> bool:
        """Whether something is stored under this name."""

    def delete(self, name: str) -> None:
        """Forget it; nothing happens if it is not there."""


def open_store(location: str) -> Store:
    """The store at a folder's path or an fsspec address."""
    return ObjectStore(location) if "://" in location else FolderStore(Path(location))


def checked(name: str) -> str:
    """`name` if it stays inside the store; raises `ValueError` otherwise."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise ValueError(f"Not a name in the store: {name!r}")
    return name


class FolderStore:
    """Files below one folder, readable by their owner only."""

    def __init__(self, root: Path) -> None:
        """`root` is made on the first write."""
        self.root = root

    def write(self, name: str, content: bytes) -> None:
        """Write beside the target, flush to the disk, rename."""
        target = self.root / checked(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_file(target, content)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull(f"No room for {len(content):,} bytes.") from error
            raise

    def read(self, name: str) -> bytes:
        """The bytes; raises `FileNotFoundError`."""
        return (self.root / checked(name)).read_bytes()

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        return (self.root / checked(name)).is_file()

    def delete(self, name: str) -> None:
        """Remove the file if it is there."""
        (self.root / checked(name)).unlink(missing_ok=True)


def replace_file(target: Path, content: bytes) -> None:
    """Put `content` at `target` so that a reader sees the old file or the whole new one."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class ObjectStore:
    """Objects below one prefix of an fsspec filesystem, whose writes are whole by nature."""

    def __init__(self, location: str) -> None:
        """`location` is an fsspec address such as `s3://bucket/prefix`."""
        files, root = fsspec.core.url_to_fs(location)
        self.files: Any = files
        self.root = root.rstrip("/")

    def _path(self, name: str) -> str:
        return f"{self.root}/{checked(name)}"

    def write(self, name: str, content: bytes) -> None:
        """Store the object."""
        self.files.pipe_file(self._path(name), content)

    def read(self, name: str) -> bytes:
        """The bytes; raises `FileNotFoundError`."""
        content: bytes = self.files.cat_file(self._path(name))
        return content

    def exists(self, name: str) -> bool:
        """Whether the object is there, asked anew each time."""
        self.files.invalidate_cache()
        return bool(self.files.exists(self._path(name)))

    def delete(self, name: str) -> None:
        """Remove the object if it is there."""
        if self.exists(name):
            self.files.rm_file(self._path(name))


def image_name(image: str) -> str:
    """Where an uploaded picture's pixels are kept."""
    return f"images/{image[:2]}/{image}"


def thumbnail_name(image: str) -> str:
    """Where its small copy is kept."""
    return f"thumbnails/{image[:2]}/{image}"


def artifact_name(key: str) -> str:
    """Where an artifact's gzipped JSON is kept; it is written after its provenance."""
    return f"artifacts/{key[:2]}/{key}.json.gz"


def provenance_name(key: str) -> str:
    """Where an artifact's provenance is kept."""
    return f"artifacts/{key[:2]}/{key}.provenance.json"
