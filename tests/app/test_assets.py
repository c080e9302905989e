import gzip
import os

import pytest

from app.assets import find_asset, plotly_asset
from app.problems import NotFound


def test_text_is_compressed_once_and_read_again_when_it_changes(tmp_path):
    path = tmp_path / "a.js"
    path.write_text("let x = 1;\n" * 200)
    first = find_asset(tmp_path, "a.js")
    assert gzip.decompress(first.gzipped) == first.content == path.read_bytes()
    assert first is find_asset(tmp_path, "a.js")
    path.write_text("let x = 2;\n" * 200)
    os.utime(path, ns=(1, 1))
    second = find_asset(tmp_path, "a.js")
    assert second.content == path.read_bytes() and second.etag != first.etag


def test_pictures_are_not_compressed(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG" * 500)
    asset = find_asset(tmp_path, "a.png")
    assert asset.gzipped is None and asset.media_type == "image/png"


def test_links_out_of_the_folder_and_hidden_files_are_not_there(tmp_path):
    inside = tmp_path / "static"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / ".env").write_text("secret")
    for name in (
        "link.txt",
        ".env",
        "../secret.txt",
        "/etc/passwd",
        "",
        "a\0b",
        "x/../../secret.txt",
    ):
        with pytest.raises(NotFound):
            find_asset(inside, name)


def test_the_chart_library_is_there():
    assert plotly_asset().media_type == "text/javascript; charset=utf-8"
