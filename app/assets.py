"""Static files: read once, compressed once, revalidated by their digest."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path, PurePosixPath

from app.problems import NotFound

MOST_LETTERS = 200
TEXT = {".js", ".css", ".svg", ".html", ".json", ".map", ".txt"}
MEDIA = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    """A file's bytes, and the same gzipped where that helps."""

    content: bytes
    gzipped: bytes | None
    media_type: str
    etag: str


def find_asset(folder: Path, name: str) -> Asset:
    """The file `name` below `folder`; raises `NotFound`, also for what leads outside."""
    parts = PurePosixPath(name).parts
    clean = 0 < len(name) <= MOST_LETTERS and "\0" not in name and not name.startswith("/")
    if not clean or any(part.startswith(".") for part in parts):
        raise NotFound(f"There is no file {name[:120]!r}.")
    path = folder.joinpath(*parts)
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise NotFound(f"There is no file {name[:120]!r}.")
    return load_asset(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def load_asset(path: Path, modified: int) -> Asset:
    """The file, kept in memory until it is `modified` again."""
    content = path.read_bytes()
    suffix = path.suffix.lower()
    kind = MEDIA.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    small = gzip.compress(content, 9, mtime=0) if suffix in TEXT and len(content) > 512 else None
    return Asset(content, small, kind, hashlib.sha256(content).hexdigest()[:32])


def plotly_asset() -> Asset:
    """The chart library as it lies in its wheel; raises `NotFound` where it is not installed."""
    try:
        path = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
        return load_asset(path, path.stat().st_mtime_ns)
    except (ModuleNotFoundError, FileNotFoundError):
        raise NotFound("The chart library is not installed.", hint="pip install plotly") from None
