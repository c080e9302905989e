import io

from supervisor import output
from supervisor.child import Child
from supervisor.output import LARGEST, append, follow, say
from tests.supervisor.tools import wait_until


def test_lines_are_named_kept_and_the_last_ones_remembered(tmp_path, capsys):
    stream = io.BytesIO("one\ntw\u00f6\n".encode() + b"\xff\n")
    last = follow(Child("web", ()), stream, tmp_path)
    wait_until(lambda: len(last) == 3)
    wait_until(lambda: (tmp_path / "web.log").read_text().count("\n") == 3)
    assert capsys.readouterr().out.splitlines()[:2] == ["web      | one", "web      | tw\u00f6"]


def test_dull_lines_stay_in_the_file(tmp_path, capsys):
    child = Child("queue", (), worth_showing=lambda line: "news" in line)
    last = follow(child, io.BytesIO(b"dull\nnews\n"), tmp_path)
    wait_until(lambda: len(last) == 2 and (tmp_path / "queue.log").read_text() == "dull\nnews\n")
    assert "dull" not in capsys.readouterr().out


def test_a_log_file_does_not_grow_for_ever(tmp_path):
    path = tmp_path / "web.log"
    path.write_text("x" * (LARGEST + 1))
    append(path, "new")
    assert path.read_text() == "new\n"
    assert (tmp_path / "web.log.1").stat().st_size > LARGEST


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    append(tmp_path / "missing" / "web.log", "line")
    assert not (tmp_path / "missing").exists()


def test_a_closed_terminal_stops_nothing(monkeypatch):
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stdout", closed)
    say("web", "line")
    assert not output._terminal.locked()
