"""A folder of pictures with annotations, as the server wants it: names, bytes, texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}
NAME_LISTS = {"classes.txt", "obj.names", "words.txt"}
TABLES = {".yaml", ".yml", ".csv"}
WHOLE = {"images", "annotations", "categories"}


def find_pictures(folder: Path, limit: int | None = None) -> list[Path]:
    """The pictures in `folder/images` if there is such a folder, else anywhere below `folder`."""
    root = folder / "images" if (folder / "images").is_dir() else folder
    found = sorted(p for p in root.rglob("*") if p.suffix.lower() in PICTURES and p.is_file())
    return found[:limit]


def find_annotations(folder: Path, pictures: Sequence[Path]) -> list[dict[str, str]]:
    """The files that may label these pictures: `{file, text}`, COCO's cut down to the pictures."""
    return [
        {"file": path.relative_to(folder).as_posix(), "text": text}
        for path in sorted(p for p in folder.rglob("*") if p.is_file())
        for text in texts_of(path, pictures)
    ]


def texts_of(path: Path, pictures: Sequence[Path]) -> Iterator[str]:
    """The file's text if it says something about the pictures, else nothing."""
    stems = {picture.stem for picture in pictures}
    if (
        path.name.lower() in NAME_LISTS
        or path.suffix.lower() in TABLES
        or (path.suffix.lower() == ".txt" and path.stem in stems)
    ):
        yield path.read_text(errors="replace")
    elif path.suffix.lower() == ".json":
        instances = read_instances(path)
        if instances is not None:
            yield json.dumps(cut_down(instances, {picture.name for picture in pictures}))


def read_instances(path: Path) -> dict[str, Any] | None:
    """COCO's instances; None for any other JSON."""
    try:
        content = json.loads(path.read_text())
    except ValueError:
        return None
    return content if isinstance(content, dict) and content.keys() >= WHOLE else None


def cut_down(instances: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """COCO's instances without pictures that are not among `names`."""
    images = [i for i in instances["images"] if Path(str(i.get("file_name"))).name in names]
    kept = {image.get("id") for image in images}
    marked = [a for a in instances["annotations"] if a.get("image_id") in kept]
    return {"images": images, "annotations": marked, "categories": instances["categories"]}
