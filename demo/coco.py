"""Reading COCO's instances JSON: the boxes of every picture that lies in a folder."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.pictures import Box, BoxedPicture


def find_instances(folder: Path) -> Path | None:
    """`instances*.json` in the folder or in its `annotations/`, the first by name."""
    found = sorted(folder.glob("instances*.json"))
    found += sorted((folder / "annotations").glob("instances*.json"))
    return found[0] if found else None


def read_instances(annotations: Path, folder: Path) -> list[BoxedPicture]:
    """Every listed picture that is there and has a box, by file name.

    A crowd annotation's box says little about where the things are: it is skipped, its class is
    noted as `crowded`, and the class's other boxes in that picture are left out with it.
    """
    content = json.loads(annotations.read_text())
    names = {c["id"]: str(c["name"]) for c in content["categories"]}
    things: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for annotation in content["annotations"]:
        things[annotation["image_id"]].append(annotation)
    pictures = []
    for image in sorted(content["images"], key=lambda image: str(image["file_name"])):
        path = locate(image["file_name"], annotations, folder)
        picture = boxed(path, image, things[image["id"]], names) if path else None
        if picture and picture.boxes:
            pictures.append(picture)
    return pictures


def locate(file: str, annotations: Path, folder: Path) -> Path | None:
    """The picture in the folder, its `images/` or the part that the JSON is named after
    (`val2017/` of `instances_val2017.json`).
    """
    part = annotations.stem.removeprefix("instances_")
    places = (folder / file, folder / "images" / file, folder / part / file)
    return next((path for path in places if path.is_file()), None)


def boxed(
    path: Path, image: Mapping[str, Any], things: list[Mapping[str, Any]], names: dict[int, str]
) -> BoxedPicture:
    """One picture with its boxes, pixels (left, top, width, height) made relative."""
    crowded = {names[t["category_id"]] for t in things if t.get("iscrowd")}
    boxes = []
    for thing in things:
        name, (left, top, width, height) = names[thing["category_id"]], thing["bbox"]
        if name not in crowded and width > 0 and height > 0:
            w, h = image["width"], image["height"]
            boxes.append(Box(name, left / w, top / h, (left + width) / w, (top + height) / h))
    return BoxedPicture(path, tuple(boxes), crowded=tuple(sorted(crowded)))
