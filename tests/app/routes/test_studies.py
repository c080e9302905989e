import pytest

from app.reaper import sweep
from tests.app.conftest import context_of, problem_of
from tests.app.study_tools import asked, dataset, shown


def test_a_study_is_asked_followed_and_listed(stage):
    study = asked(stage)
    assert study["url"] == f"/studies/{study['id']}" and study["status"] == "running"
    stage.worker.work_off()
    sweep(stage.parts)
    assert shown(stage, study)["status"] == "done"
    listed = stage.client.get("/api/studies").json()
    assert listed[0]["id"] == study["id"] and listed[0]["progress"]["done"] == 2
    assert "artifacts" not in listed[0]


@pytest.mark.parametrize(
    ("query", "kind", "words"),
    [
        ("", "text/markdown", "## Logit lens: planted"),
        ("?format=csv", "text/csv", "layer,objects"),
        ("?format=csv&table=filter", "text/csv", "step,left"),
    ],
)
def test_tables_are_downloaded(stage, query, kind, words):
    study = asked(stage, data=dataset(stage, 1))
    stage.worker.work_off()
    sweep(stage.parts)
    answer = stage.client.get(f"/api/studies/{study['id']}/table{query}")
    assert answer.headers["content-type"].startswith(kind) and words in answer.text
    assert "attachment" in answer.headers["content-disposition"]


def test_a_wrong_table_or_format_is_a_problem(stage):
    study = asked(stage, data=dataset(stage, 1))
    address = f"/api/studies/{study['id']}/table"
    problem_of(stage.client.get(f"{address}?format=pdf"), 422)
    problem_of(stage.client.get(f"{address}?format=csv&table=lost"), 422)
    stage.client.post(f"/api/studies/{study['id']}/cancel")


@pytest.mark.parametrize("study", ["x" * 22, "%00", "0"])
def test_unknown_studies_are_404_everywhere(stage, study):
    for address in (f"/api/studies/{study}", f"/api/studies/{study}/table", f"/studies/{study}"):
        problem_of(stage.client.get(address), 404)
    problem_of(stage.client.post(f"/api/studies/{study}/cancel"), 404)
    problem_of(stage.client.delete(f"/api/studies/{study}"), 404)


def test_cancelling_an_ended_study_changes_nothing(stage):
    study = asked(stage, data=dataset(stage, 1))
    stage.worker.work_off()
    sweep(stage.parts)
    done = shown(stage, study)
    assert stage.client.post(f"/api/studies/{study['id']}/cancel").json() == done


def test_items_are_in_no_catalogue_but_their_artifacts_are_read_as_any(stage):
    names = {entry["name"] for entry in stage.client.get("/api/analyses").json()}
    assert not {name for name in names if name.endswith("_study")}
    study = asked(stage, data=dataset(stage, 1))
    stage.worker.work_off()
    run = shown(stage, study)["artifacts"][0]["run"]
    table = stage.client.get(f"/api/runs/{run}/artifact?format=csv").text
    assert table.splitlines()[0] == "layer,object,elsewhere"


def test_the_pages_know_what_they_show(stage):
    study = asked(stage, data=dataset(stage, 1))
    context = context_of(stage.client.get("/studies").text)
    assert [kind["name"] for kind in context["kinds"]] == ["ablation", "lens", "knockout"]
    assert all(kind["help"] for kind in context["kinds"])
    assert context["listed"][0]["id"] == study["id"]
    page = stage.client.get(study["url"])
    assert context_of(page.text)["id"] == study["id"]
    assert page.headers["cache-control"] == "private, no-cache"
    stage.client.post(f"/api/studies/{study['id']}/cancel")


def test_without_the_queue_a_study_is_refused_in_words(stage, monkeypatch):
    data = dataset(stage, 1)
    from redis.exceptions import ConnectionError

    def away(*arguments, **options):
        raise ConnectionError("away")

    monkeypatch.setattr(stage.parts.redis, "execute_command", away)
    problem_of(stage.client.post("/api/studies", json={"study": "lens", "dataset": data}), 503)
