"""The split into learning and checking."""

import json
from pathlib import Path

from PIL import Image

from demo.material import split


def test_no_picture_is_on_both_sides(tmp_path: Path) -> None:
    folder = tmp_path / "things"
    for name in ("images", "boxes"):
        (folder / name).mkdir(parents=True)
    (folder / "classes.yaml").write_text("names:\n  0: dog\n")
    for i in range(8):
        Image.new("RGB", (4, 4), (i, 0, 0)).save(folder / "images" / f"{i}.png")
        (folder / "boxes" / f"{i}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    record = json.loads(split(tmp_path).record())
    assert len(record["trained_on"]) == 6 and len(record["held_out"]) == 2
    assert not set(record["trained_on"]) & set(record["held_out"])
