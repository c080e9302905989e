import re
import tomllib
from pathlib import Path

import pytest

from client.parts import FLOORS, PARTS, how_to_install, installed, missing, numbers, too_old

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize(
    ("found", "floor", "old"),
    [
        ("12.9.9", "13.0.0", True),
        ("13.0.0", "13.0.0", False),
        ("9.1.2.post2", "9.1.2", False),
        ("3.10.0", "3.9", False),
        ("1.3.1rc1", "1.3.1", False),
        ("0.0.9", "0.0.34", True),
    ],
)
def test_versions_compare_by_number(found, floor, old):
    assert too_old(found, floor) is old


def test_this_environment_is_above_every_floor():
    assert [p for p, floor in FLOORS.items() if too_old(installed(p) or "0", floor)] == []


def test_pip_would_not_install_anything_below_a_floor():
    wanted = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for package, floor in FLOORS.items():
        (bound,) = {
            re.search(r"[=>]=([\d.]+)", line).group(1)
            for line in wanted
            if re.match(rf"{package}(\[|[=>])", line)
        }
        assert numbers(bound) >= numbers(floor), package


def test_every_part_can_be_installed_by_its_name():
    assert set(PARTS) <= set(PROJECT["optional-dependencies"])
    assert "pip install -e '.[web]'" in how_to_install("web")


def test_nothing_is_missing_here_and_what_is_not_there_is_named(monkeypatch):
    assert [missing(part) for part in PARTS] == [[], [], []]
    monkeypatch.setitem(PARTS, "server", ("no_such_module",))
    assert missing("server") == ["no_such_module"]


def test_an_unknown_package_has_no_version():
    assert installed("no-such-package") is None
