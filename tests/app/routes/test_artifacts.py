import csv
import gzip
import io
import json

import numpy as np
import pytest
from PIL import Image

from contract.store import artifact_name
from tests.app.conftest import problem_of


@pytest.fixture(scope="module")
def lens(module_stage):
    module_stage.worker.announce()
    return module_stage.done("Lens for export", "logit_lens", k=4, layers=[0, 20, 30])


def test_the_stored_bytes_go_out_as_they_lie_there(stage, lens):
    stored = stage.parts.store.read(artifact_name(stage.row(lens["id"]).key))
    with stage.client.stream(
        "GET", lens["artifact_url"], headers={"accept-encoding": "gzip"}
    ) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip" and raw == stored
    assert answer.headers["content-type"] == "application/json"
    assert "immutable" in answer.headers["cache-control"]
    assert json.loads(gzip.decompress(raw))["layers"] == [0, 20, 30]


@pytest.mark.parametrize("coding", ["identity", "br"])
def test_who_takes_no_gzip_gets_plain_json(stage, lens, coding):
    answer = stage.client.get(lens["artifact_url"], headers={"accept-encoding": coding})
    assert "content-encoding" not in answer.headers
    assert json.loads(answer.content)["rows"] == 16


def test_the_same_version_is_not_sent_twice(stage, lens):
    etag = stage.client.get(lens["artifact_url"]).headers["etag"]
    again = stage.client.get(lens["artifact_url"], headers={"if-none-match": f'"x", {etag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_npz_holds_every_array_and_needs_no_pickle(stage, lens):
    artifact = stage.client.get(lens["artifact_url"]).json()
    answer = stage.client.get(lens["artifact_url"], params={"format": "npz"})
    arrays = np.load(io.BytesIO(answer.content), allow_pickle=False)
    np.testing.assert_array_equal(arrays["top_ids"], artifact["top_ids"])
    np.testing.assert_array_equal(arrays["top_probabilities"], artifact["top_probabilities"])
    assert arrays["top_ids"].shape == (3, 256, 4) and arrays["layers"].tolist() == [0, 20, 30]
    assert json.loads(str(arrays["rest"]))["answer"]["text"] == artifact["answer"]["text"]


def test_csv_has_every_row_and_no_cell_that_a_spreadsheet_would_run(stage, lens):
    answer = stage.client.get(lens["artifact_url"], params={"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 3 * 256 * 4
    texts = {value for row in rows for value in row.values()}
    assert {"'=1+1", "'@x", "</script>"} <= texts
    numbers = [text for text in texts if not text.startswith(("=", "+", "-", "@"))]
    assert all(number_or_guarded(text) for text in texts - set(numbers))


def number_or_guarded(text: str) -> bool:
    float(text)
    return True


@pytest.mark.parametrize("kind", ["npz", "csv", "png"])
def test_a_download_is_named_by_us_alone(stage, lens, kind):
    header = stage.client.get(lens["artifact_url"], params={"format": kind}).headers
    key = stage.row(lens["id"]).key
    wanted = f'attachment; filename="patchlens-logit_lens-{key[:8]}.{kind}"'
    assert header["content-disposition"] == wanted


def test_png_draws_the_layer_asked_for(stage, lens):
    pictures = [
        stage.client.get(lens["artifact_url"], params={"format": "png", "layer": layer}).content
        for layer in (0, 30)
    ]
    assert [Image.open(io.BytesIO(png)).size for png in pictures] == [(1200, 630)] * 2
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize(
    "query", ["format=png&layer=7", "format=png&layer=-1", "format=exe", "format=png&layer=x"]
)
def test_a_format_or_layer_that_is_not_there_is_a_problem(stage, lens, query):
    problem_of(stage.client.get(f"{lens['artifact_url']}?{query}"), 422)


def test_a_word_that_was_not_asked_for_is_a_problem(stage):
    run = stage.done("Words", words=["dog"])
    answer = stage.client.get(run["artifact_url"], params={"format": "png", "word": "<b>cat"})
    assert "<b>cat" in problem_of(answer, 422)["detail"]


def test_a_run_that_waits_has_no_artifact_yet(stage):
    run = stage.ask(stage.inspect("Not yet")["id"])
    problem_of(stage.client.get(f"/api/runs/{run['id']}/artifact"), 409)
    stage.worker.work_off()


def test_an_artifact_that_was_deleted_is_404_and_can_be_asked_again(stage):
    run = stage.done("Lost file")
    stage.parts.store.delete(artifact_name(stage.row(run["id"]).key))
    for kind in ("json", "csv", "npz", "png"):
        answer = stage.client.get(run["artifact_url"], params={"format": kind})
        assert "again" in problem_of(answer, 404)["hint"]
    again = stage.ask(run["inspection"])
    assert (again["status"], again["id"] != run["id"]) == ("queued", True)
    stage.worker.work_off()
    assert stage.client.get(run["artifact_url"]).status_code == 200
