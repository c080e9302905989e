"""The command against a real web server with a planted worker."""

import json

import pytest
from typer.testing import CliRunner

from client import cli, study
from client.study import Refused, Server, in_words, read_params
from tests.browser.stack import planted_site
from tests.browser.steps import png

RUN = CliRunner()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with planted_site(tmp_path_factory.mktemp("planted")) as site:
        yield site


@pytest.fixture
def folder(tmp_path):
    """Two pictures of 300 x 200 with a dog on the planted carrier."""
    root = tmp_path / "pets"
    for name in ("images", "boxes"):
        (root / name).mkdir(parents=True)
    (root / "classes.yaml").write_text("names:\n  0: dog\n")
    for number, colour in enumerate(("seagreen", "tomato")):
        (root / "images" / f"{number}.png").write_bytes(png(colour=colour))
        (root / "boxes" / f"{number}.txt").write_text("0 0.5 0.75 0.3 0.4\n")
    return root


def ask(site, *arguments):
    return RUN.invoke(cli.app, ["study", *map(str, arguments), "--url", site.url])


def test_a_lens_study_prints_its_table_and_writes_it(site, folder, tmp_path):
    out = tmp_path / "table.md"
    result = ask(site, "lens", folder, "--preset", "loose", "--out", out)
    assert result.exit_code == 0, result.output
    assert "| 2 | 2 | 1 [1, 1] | 0 [0, 0] | 1 [1, 1] |" in out.read_text()
    assert out.read_text() in result.stdout and "## Logit lens: pets" in result.stdout


@pytest.mark.parametrize(
    ("name", "params", "line"),
    [
        ("ablation", ["counts=[1]", "gradient_steps=5"],
         "| vqa | object +0 | 1 | 1 | 100.0 % [20.7 %, 100.0 %] |"),
        ("knockout", ['edges=["object","others"]'],
         "| vqa | object → last position | 0–2 | 1 | 0.0 % [0.0 %, 79.3 %] | -6 [-6, -6] |"),
    ],
)  # fmt: skip
def test_the_planted_truths_come_back_through_every_part(site, folder, name, params, line):
    pairs = [part for pair in params for part in ("--param", pair)]
    result = ask(site, name, folder, "--preset", "loose", "--limit", 1, *pairs)
    assert result.exit_code == 0, result.output
    assert line in result.stdout, result.stdout


def test_a_word_list_takes_the_place_of_annotations(site, folder, tmp_path):
    words = tmp_path / "list.txt"
    words.write_text("0.png,dog\n")
    result = ask(site, "knockout", folder, "--preset", "loose", "--words", words, "--param",
                 'edges=["object"]')  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "| annotated objects | 1 |" in result.stdout


def test_a_bad_line_is_told_with_file_and_line(site, folder):
    (folder / "boxes" / "1.txt").write_text("0 0.5 0.75 0.3 oops\n")
    result = ask(site, "lens", folder)
    assert result.exit_code == 1
    assert "boxes/1.txt, line 1: 'oops' is not a number." in result.stderr


def test_a_server_that_is_not_there_is_named(folder):
    result = RUN.invoke(cli.app, ["study", "lens", str(folder), "--url", "http://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "No PatchLens answers at http://127.0.0.1:9" in result.stderr


def test_a_folder_without_pictures_is_named(site, tmp_path):
    result = ask(site, "lens", tmp_path)
    assert result.exit_code == 1 and "There is no picture in" in result.stderr


def test_a_file_that_is_no_picture_is_named(site, folder):
    (folder / "images" / "0.png").write_bytes(b"hello")
    result = ask(site, "lens", folder)
    assert result.exit_code == 1 and "0.png: This is not a picture" in result.stderr


def test_ctrl_c_leaves_the_study_running_and_says_how_to_look_at_it(site, folder, monkeypatch):
    def interrupted(server, opened):
        yield opened
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "followed", interrupted)
    result = ask(site, "lens", folder, "--preset", "loose")
    assert result.exit_code == 130
    assert f"{site.url}/studies/" in result.stderr and "/cancel" in result.stderr
    found = Server(site.url).ask("GET", "/api/studies")[0]
    assert found["status"] != "cancelled"


def test_following_ends_with_the_study(monkeypatch):
    monkeypatch.setattr(study, "LOOK_S", 0.0)

    class Stub:
        def __init__(self):
            self.left = 3

        def ask(self, method, path):
            self.left -= 1
            return {"id": "x", "status": "running" if self.left else "done"}

    seen = list(study.followed(Stub(), {"id": "x", "status": "running"}))
    assert [each["status"] for each in seen] == ["running"] * 3 + ["done"]


def test_parameters_are_json_or_plain_text():
    assert read_params(["top=5", "preset=loose", "counts=[1,2]"]) == {
        "top": 5, "preset": "loose", "counts": [1, 2]
    }  # fmt: skip
    with pytest.raises(Refused, match="'top' is no parameter"):
        read_params(["top"])


def test_problems_are_told_in_words_and_other_answers_by_their_status():
    errors = [{"loc": ["a", 1], "msg": "x."}, {"loc": ["b", 2], "msg": "y."}]
    problem = {"title": "Bad", "detail": "a, line 1: x.", "hint": "Mend it.", "errors": errors}
    assert in_words(json.dumps(problem).encode(), 422) == "Bad. a, line 1: x.\n  b:2: y.\nMend it."
    assert in_words(b"<html>", 502) == "The server answered 502."


def test_an_address_that_is_none_is_quoted():
    with pytest.raises(Refused, match=r"'file:///etc' is no address"):
        Server("file:///etc").ask("GET", "/")
