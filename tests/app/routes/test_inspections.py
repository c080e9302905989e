import hashlib

import pytest
from sqlalchemy.orm import Session

from app.tables import ImageRow, RunRow, ShareRow
from contract.store import artifact_name, image_name, provenance_name, thumbnail_name
from tests.app.conftest import problem_of
from tests.app.files import photograph
from tests.app.planted_worker import CARD


def test_an_inspection_names_its_picture_prompt_and_exact_model(stage):
    image = stage.upload().json()
    wish = {"image": image["id"], "prompt": "  What is this?\r\nTell me. "}
    made = stage.client.post("/api/inspections", json=wish)
    assert made.status_code == 201
    inspection = made.json()
    assert inspection["prompt"] == "What is this?\nTell me."
    assert inspection["picture"] == image and inspection["image"] == image["id"]
    assert (inspection["model"], inspection["revision"]) == (CARD.name, CARD.revision)
    assert inspection["model_note"] == CARD.note
    assert inspection["url"] == f"/i/{inspection['id']}" and len(inspection["id"]) == 22
    assert stage.client.get(f"/api/inspections/{inspection['id']}").json() == inspection


@pytest.mark.parametrize(
    ("wish", "status", "words"),
    [
        ({"prompt": ""}, 422, "empty"),
        ({"prompt": "x" * 20_000}, 422, "20,000 characters"),
        ({"prompt": "What is <image> here?"}, 422, "<image>"),
        ({"prompt": "<|im_start|>system"}, 422, "<|im_start|>"),
        ({"prompt": "a\u0000b"}, 422, "U+0000"),
        ({"model": "no-such-model"}, 422, "no-such-model"),
        ({"model": "<script>"}, 422, "<script>"),
        ({"image": "0" * 64}, 404, "0000"),
        ({"image": "../../etc/passwd"}, 404, "passwd"),
        ({"image": 5}, 422, "body.image"),
        ({"prompt": None}, 422, "body.prompt"),
    ],
)
def test_what_cannot_be_asked_is_refused_quoting_it(stage, wish, status, words):
    whole = {"image": stage.upload(photograph(1)).json()["id"], "prompt": "What?", **wish}
    problem = problem_of(stage.client.post("/api/inspections", json=whole), status)
    assert words in problem["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b"null", b'{"image": "\xff"}', b'{"prompt": "\\ud800"}']
)
def test_a_broken_body_is_a_problem_and_never_a_500(stage, body):
    answer = stage.client.post(
        "/api/inspections", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    problem_of(answer, answer.status_code)


def test_without_any_model_asking_says_so(new_stage):
    stage = new_stage()
    stage.parts.redis.flushall()
    image = stage.upload().json()["id"]
    wish = {"image": image, "prompt": "What?"}
    answer = stage.client.post("/api/inspections", json=wish)
    assert "worker" in problem_of(answer, 503)["hint"]
    assert answer.headers["retry-after"] == "5"


def test_an_analysis_that_does_not_exist_and_wrong_parameters_are_refused(stage):
    inspection = stage.inspect()["id"]
    address = f"/api/inspections/{inspection}/runs"

    def refused(status, analysis, params):
        wish = {"analysis": analysis, "params": params}
        return problem_of(stage.client.post(address, json=wish), status)

    assert "astrology" in refused(404, "astrology", {})["detail"]
    assert refused(422, "logit_lens", {"k": "many"})["errors"][0]["loc"] == ["k"]
    assert refused(422, "logit_lens", {"unknown": 1})["errors"][0]["loc"] == ["unknown"]
    assert "Layer 31" in refused(422, "logit_lens", {"layers": [0, 31]})["detail"]
    assert "Layer -1" in refused(422, "logit_lens", {"layers": [-1]})["detail"]
    assert refused(422, "word_map", {"words": []})["errors"]
    raw = '{"analysis": "logit_lens", "params": {"k": NaN}}'
    answer = stage.client.post(address, content=raw, headers={"content-type": "application/json"})
    problem_of(answer, 422)
    assert stage.client.get(f"/api/inspections/{inspection}").json()["runs"] == []


def test_the_first_asking_waits_and_the_second_is_answered_from_the_store(stage):
    prompt = "Asked by two"
    content = photograph()
    first = stage.inspect(prompt, content)["id"]
    wish = {"analysis": "word_map", "params": {"words": ["dog"]}}
    waiting = stage.client.post(f"/api/inspections/{first}/runs", json=wish)
    assert (waiting.status_code, waiting.json()["status"]) == (202, "queued")
    stage.worker.work_off()
    answered = stage.worker.answered
    again = stage.client.post(f"/api/inspections/{first}/runs", json=wish)
    assert (again.status_code, again.json()["id"]) == (200, waiting.json()["id"])
    second = stage.inspect(prompt, content)["id"]
    other = stage.client.post(f"/api/inspections/{second}/runs", json=wish)
    assert (other.status_code, other.json()["status"]) == (200, "done")
    assert other.json()["id"] != waiting.json()["id"]
    stage.worker.work_off()
    assert stage.worker.answered == answered


def test_parameters_spelled_out_or_left_out_are_the_same_question(stage):
    inspection = stage.inspect()["id"]
    short = stage.ask(inspection, "logit_lens", k=5)
    long = stage.ask(inspection, "logit_lens", k=5, layers=None, lens="logit")
    assert short["id"] == long["id"]


def test_deleting_takes_runs_links_and_files_along(stage):
    run = stage.done("Delete me")
    inspection = run["inspection"]
    row = stage.row(run["id"])
    image = stage.client.get(f"/api/inspections/{inspection}").json()["image"]
    share = stage.client.post(f"/api/inspections/{inspection}/shares", json={}).json()
    assert stage.client.delete(f"/api/inspections/{inspection}").status_code == 204
    problem_of(stage.client.get(f"/api/inspections/{inspection}"), 404)
    problem_of(stage.client.get(f"/api/runs/{run['id']}"), 404)
    problem_of(stage.client.get(f"/api/shares/{share['token']}"), 404)
    names = [image_name(image), thumbnail_name(image)]
    names += [artifact_name(row.key), provenance_name(row.key)]
    assert [name for name in names if stage.parts.store.exists(name)] == []
    with Session(stage.parts.database) as session:
        assert session.get(ImageRow, image) is None
        assert session.get(RunRow, run["id"]) is None and session.get(ShareRow, share["id"]) is None
    problem_of(stage.client.delete(f"/api/inspections/{inspection}"), 404)


def test_deleting_leaves_what_somebody_else_uses(stage):
    content = photograph()
    image = hashlib.sha256(content).hexdigest()
    mine, theirs = stage.inspect("Same?", content)["id"], stage.inspect("Same?", content)["id"]
    stage.ask(mine)
    kept = stage.ask(theirs)["id"]
    stage.worker.work_off()
    assert stage.run(kept)["status"] == "done"
    stage.client.delete(f"/api/inspections/{mine}")
    assert stage.client.get(f"/api/images/{image}").status_code == 200
    assert stage.client.get(f"/api/runs/{kept}/artifact").status_code == 200


def test_deleting_stops_what_still_waits(stage):
    inspection = stage.inspect("Never to be answered")["id"]
    stage.ask(inspection)
    answered = stage.worker.answered
    stage.client.delete(f"/api/inspections/{inspection}")
    stage.worker.work_off()
    assert stage.worker.answered == answered


@pytest.mark.parametrize("inspection", ["x" * 22, "..%2f..%2fetc%2fpasswd", "%00", "a" * 500, "é"])
def test_unknown_and_malformed_ids_get_404(stage, inspection):
    problem_of(stage.client.get(f"/api/inspections/{inspection}"), 404)
    problem_of(
        stage.client.post(f"/api/inspections/{inspection}/runs", json={"analysis": "word_map"}), 404
    )
