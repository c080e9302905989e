import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.tables import ShareRow, now
from tests.app.conftest import context_of, problem_of


@pytest.fixture
def shared(stage):
    run = stage.done("Show this to a colleague", words=["dog", "bicycle"])
    wish = {"state": {"layer": 22, "word": "bicycle", "note": "</script><b>"}}
    share = stage.client.post(f"/api/inspections/{run['inspection']}/shares", json=wish).json()
    return run, share


def test_a_link_shows_picture_prompt_state_and_answers(stage, shared):
    run, share = shared
    answer = stage.client.get(f"/api/shares/{share['token']}")
    bundle = answer.json()
    assert bundle["prompt"] == "Show this to a colleague"
    assert bundle["state"]["layer"] == 22 and bundle["model"] == "planted"
    (shown,) = bundle["runs"]
    assert shown["status"] == "done" and shown["provenance"] == run["provenance"]
    theirs = stage.client.get(shown["artifact_url"]).json()
    assert theirs == stage.client.get(run["artifact_url"]).json()
    picture = stage.client.get(bundle["picture"]["url"])
    size = Image.open(io.BytesIO(picture.content)).size
    assert size == (bundle["picture"]["width"], bundle["picture"]["height"])
    for one in (answer, picture, stage.client.get(shown["artifact_url"])):
        assert "noindex" in one.headers["x-robots-tag"]
        assert one.headers["referrer-policy"] == "no-referrer"


def test_nothing_in_it_leads_back_to_the_inspection(stage, shared):
    run, share = shared
    inspection = stage.client.get(f"/api/inspections/{run['inspection']}").json()
    texts = stage.client.get(f"/api/shares/{share['token']}").text
    texts += stage.client.get(f"/s/{share['token']}").text
    for secret in (run["id"], run["inspection"], inspection["image"], share["id"]):
        assert secret not in texts


def test_a_token_reads_and_does_nothing_else(stage, shared):
    run, share = shared
    token = share["token"]
    for method, address in (
        ("POST", f"/api/inspections/{token}/runs"),
        ("POST", f"/api/inspections/{token}/shares"),
        ("DELETE", f"/api/inspections/{token}"),
        ("GET", f"/api/inspections/{token}"),
        ("GET", f"/api/runs/{token}"),
        ("POST", f"/api/runs/{token}/cancel"),
        ("GET", f"/i/{token}"),
    ):
        problem_of(stage.client.request(method, address, json={"analysis": "word_map"}), 404)
    for method in ("POST", "PUT", "PATCH"):
        problem_of(stage.client.request(method, f"/api/shares/{token}"), 405)
    assert stage.run(run["id"])["status"] == "done"


def test_the_page_is_read_only_and_gets_the_state(stage, shared):
    _, share = shared
    page = stage.client.get(share["url"])
    context = context_of(page.text)
    assert context["read_only"] is True and context["state"]["word"] == "bicycle"
    assert context["preview_url"] == f"http://127.0.0.1:8000/s/{share['token']}/preview.png"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "</script><b>" not in page.text


def test_what_was_asked_after_sharing_is_not_shown(stage, shared):
    run, share = shared
    later = stage.ask(run["inspection"], words=["grass"])
    stage.worker.work_off()
    assert stage.run(later["id"])["status"] == "done"
    bundle = stage.client.get(f"/api/shares/{share['token']}").json()
    assert [run["params"]["words"] for run in bundle["runs"]] == [["dog", "bicycle"]]
    for number in (1, 7, -1):
        problem_of(stage.client.get(f"/api/shares/{share['token']}/artifacts/{number}"), 404)


def test_what_was_running_when_it_was_shared_appears_when_it_is_done(stage):
    inspection = stage.inspect("Shared early")["id"]
    stage.ask(inspection)
    share = stage.client.post(f"/api/inspections/{inspection}/shares", json={}).json()
    assert stage.client.get(f"/api/shares/{share['token']}").json()["runs"] == []
    stage.worker.work_off()
    assert len(stage.client.get(f"/api/shares/{share['token']}").json()["runs"]) == 1


def test_an_expired_link_shows_nothing_any_more(stage, shared):
    _, share = shared
    with Session(stage.parts.database) as session:
        session.get_one(ShareRow, share["id"]).expires_at = now() - timedelta(seconds=1)
        session.commit()
    base = f"/api/shares/{share['token']}"
    for address in (base, f"{base}/image", f"{base}/artifacts/0", f"{share['url']}/preview.png"):
        problem = problem_of(stage.client.get(address), 404)
        assert problem["type"].endswith("ShareExpired") and "new link" in problem["hint"]
    page = stage.client.get(share["url"], headers={"accept": "text/html"})
    assert page.status_code == 404 and context_of(page.text)["title"] == "This link has expired"


def test_browsers_ask_each_time_whether_a_link_still_lives(stage, shared):
    _, share = shared
    address = stage.client.get(f"/api/shares/{share['token']}").json()["runs"][0]["artifact_url"]
    first = stage.client.get(address)
    assert "no-cache" in first.headers["cache-control"]
    held = {"if-none-match": first.headers["etag"]}
    assert stage.client.get(address, headers=held).status_code == 304
    stage.client.delete(f"/api/shares/{share['id']}")
    problem_of(stage.client.get(address, headers=held), 404)
