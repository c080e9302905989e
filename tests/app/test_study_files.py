import csv
import io
from datetime import UTC, datetime

import pytest

from app.problems import WrongValue
from app.study_files import as_csv, as_markdown
from app.study_schemas import StudyProgress, StudyView
from contract.study import Column, Table

TABLE = Table(
    name="kept",
    title="Kept | all",
    columns=[
        Column(key="word", title="word"),
        Column(key="n", title="n", kind="count"),
        Column(key="kept", title="kept", kind="share"),
        Column(key="low", title="95 % from", kind="share"),
        Column(key="high", title="to", kind="share"),
        Column(key="change", title="change", kind="number"),
        Column(key="change_low", title="from", kind="number"),
        Column(key="change_high", title="to", kind="number"),
    ],
    rows=[
        {"word": "=cmd|'/C calc'!A0", "n": 3, "kept": 0.5, "low": 0.125, "high": 1.0,
         "change": -12.3456, "change_low": -20.0, "change_high": 0.0123},
        {"word": "a|b\n<b>", "n": 0, "kept": None, "low": 0.0, "high": 1.0, "change": None},
    ],
    note="Of all.",
)  # fmt: skip
VIEW = StudyView(
    id="x" * 22, url="/studies/x", study="knockout", title="Attention knockout",
    question="Why?", name="+my *pictures*", model="planted", revision="1", dtype="float32",
    model_note="", status="done", pictures=2, params={"seed": 7, "preset": "loose"}, steps=[],
    notes=["2 annotations left out: they mark crowds."], devices=["cpu"],
    versions={"patchlens": "0.1.0", "numpy": "2.4"}, table=[TABLE], artifacts=[],
    progress=StudyProgress(stage="done", total=4, asked=4, done=3, failed=1, cancelled=0, skipped=5,
                           fraction=1, eta_s=None),
    created_at=datetime(2026, 1, 1, tzinfo=UTC), finished_at=None,
)  # fmt: skip


def test_csv_cells_that_a_spreadsheet_would_run_are_defused():
    first, second = csv.DictReader(io.StringIO(as_csv(VIEW, None)))
    assert first["word"] == "'=cmd|'/C calc'!A0"
    assert first["dataset"] == "'+my *pictures*"
    assert (first["kept"], second["kept"]) == ("0.5", "")
    assert (first["seed"], first["model"], first["patchlens"]) == ("7", "planted", "0.1.0")


def test_a_table_is_chosen_by_name_and_an_unknown_one_is_quoted():
    assert as_csv(VIEW, "kept") == as_csv(VIEW, None)
    with pytest.raises(WrongValue, match="'lost', only kept"):
        as_csv(VIEW, "lost")


def test_markdown_puts_intervals_into_their_values_cell():
    text = as_markdown(VIEW)
    assert "| word | n | kept | change |" in text
    assert "50.0 % [12.5 %, 100.0 %]" in text and "-12.35 [-20, 0.0123]" in text


def test_markdown_shows_hostile_text_as_text():
    text = as_markdown(VIEW)
    assert r"| a\|b \<b\> | 0 | – | – |" in text
    assert r"## Attention knockout: +my \*pictures\*" in text


def test_markdown_holds_what_it_takes_to_repeat_it():
    text = as_markdown(VIEW)
    for part in ("Model: planted, revision 1, float32", "Seed: 7", "patchlens 0.1.0, numpy 2.4",
                 "answered 3, failed 1", "they mark crowds", "Pictures: 2"):  # fmt: skip
        assert part in text


def test_an_empty_table_says_so():
    empty = VIEW.model_copy(update={"table": [TABLE.model_copy(update={"rows": []})]})
    assert "Nothing counted yet." in as_markdown(empty)
    assert as_csv(empty, None) == ""
