import csv
import io
import json

import numpy as np
import pytest

from app.export import arrays, csv_lines, guarded, npz, numeric


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C"])
def test_text_that_a_spreadsheet_would_run_gets_a_quote(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("cell", ["dog", " =1", "a-b", -1.5, 0, None, ""])
def test_other_cells_stay_as_they_are(cell):
    assert guarded(cell) is cell


def test_csv_survives_quotes_commas_and_line_breaks():
    rows = [{"word": 'a"b,c\nd', "p": 0.1 + 0.2}, {"word": "שלום", "p": 1e-9}] * 700
    lines = list(csv_lines(iter(rows)))
    assert len(lines) == 2
    back = list(csv.DictReader(io.StringIO("".join(lines), newline="")))
    assert back[0] == {"word": 'a"b,c\nd', "p": repr(0.1 + 0.2)} and len(back) == 1400


def test_no_rows_make_an_empty_file():
    assert "".join(csv_lines([])) == ""


def test_arrays_hold_numbers_and_the_rest_is_json():
    artifact = {
        "rows": 2,
        "values": [[0.5, 1e-7], [1, 2]],
        "ids": [[3, 4]],
        "ragged": [[1], [2, 3]],
        "text": "cat",
        "none": None,
        "flag": True,
        "words": ["a", "b"],
        "empty": [],
        "vocabulary": {"1": "猫"},
    }
    found = arrays(artifact)
    assert set(found) == {"rows", "values", "ids", "rest"}
    assert found["ids"].dtype.kind == "i" and found["values"].dtype == np.float64
    rest = json.loads(str(found["rest"]))
    assert rest == {name: artifact[name] for name in artifact if name not in found}
    loaded = np.load(io.BytesIO(npz(artifact)), allow_pickle=False)
    np.testing.assert_array_equal(loaded["values"], artifact["values"])


def test_what_is_no_number_is_no_array():
    assert [numeric(value) for value in ("1", [True], [None, 1], {})] == [None] * 4
