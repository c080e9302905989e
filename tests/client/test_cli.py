import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from client import cli
from client.parts import PARTS
from tests.supervisor.tools import ROOT

RUN = CliRunner()


@pytest.fixture
def become(monkeypatch, tmp_path):
    """Commands that this process would turn into."""
    seen = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: seen.append(arguments))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return seen


@pytest.mark.parametrize(
    ("command", "module"), [("up", "supervisor"), ("web", "app"), ("worker", "worker")]
)
def test_a_command_becomes_the_process_that_it_names(become, command, module):
    assert RUN.invoke(cli.app, [command]).exit_code == 0
    assert become == [[sys.executable, "-P", "-m", module]]


@pytest.mark.parametrize("command", ["worker", "up"])
def test_a_part_that_is_not_installed_is_said_in_one_line(become, monkeypatch, command):
    monkeypatch.setitem(PARTS, "worker", ("no_such_module",))
    result = RUN.invoke(cli.app, [command])
    assert result.exit_code == 1
    assert (
        result.stderr
        == "This needs no_such_module: pip install -e '.[worker]' in PatchLens's folder\n"
    )
    assert become == []


def test_the_web_side_alone_needs_no_model_library(become, monkeypatch):
    monkeypatch.setitem(PARTS, "worker", ("no_such_module",))
    monkeypatch.setenv("WORKERS", "0")
    assert RUN.invoke(cli.app, ["up"]).exit_code == 0
    assert RUN.invoke(cli.app, ["web"]).exit_code == 0


def test_a_wrong_setting_is_named(become, monkeypatch):
    monkeypatch.setenv("PORT", "eighty")
    result = RUN.invoke(cli.app, ["up"])
    assert result.exit_code == 1
    assert result.stderr.startswith("PORT=eighty: Input should be a valid integer")
    assert become == []


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(become, monkeypatch):
    monkeypatch.setenv("MODEL", "/no/such/folder")
    result = RUN.invoke(cli.app, ["doctor"])
    assert result.exit_code == 1
    assert "BAD  model" in result.stdout
    assert "-> Set MODEL to a model's folder." in result.stdout


def test_help_comes_without_loading_anything_heavy():
    code = "import sys, client.cli; heavy = {'torch', 'fastapi', 'rq', 'redis', 'pydantic'}; "
    code += "sys.exit(bool(heavy & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
