"""Where a unix socket can live: its whole address must fit into about a hundred bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

LONGEST = 100
"""Linux takes 107 bytes, macOS 103; valkey needs a few for its own purposes."""

NAME = "valkey.sock"


def socket_for(folder: Path) -> Path:
    """The socket of the server whose files are in `folder` (absolute).

    Inside it where the address is short enough; otherwise in a private temporary folder whose
    name is a digest of `folder`, so that everybody who knows `folder` finds the same one.
    """
    inside = folder / NAME
    if len(os.fsencode(inside)) <= LONGEST:
        return inside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    private = f"patchlens-{os.getuid()}-{digest}"
    beside = Path(tempfile.gettempdir()) / private / NAME
    short = len(os.fsencode(beside)) <= LONGEST
    return beside if short else Path("/tmp") / private / NAME  # noqa: S108 (0700, owner checked)


def socket_url(socket: Path) -> str:
    """The address as redis-py reads it: special characters are escaped."""
    return f"unix://{quote(str(socket))}"
