import pytest

from app.reaper import sweep
from app.study_results import ranges
from tests.app.study_tools import asked, dataset, shown


def done(stage, study):
    stage.worker.work_off()
    sweep(stage.parts)
    return shown(stage, study)


def test_tables_grow_out_of_the_artifacts(stage):
    study = asked(stage)
    assert study["table"][0]["rows"] == []
    found = done(stage, study)
    layers = found["table"][0]
    assert layers["name"] == "layers" and len(layers["rows"]) == 31
    assert layers["rows"][0]["objects"] == 2
    steps = {row["step"]: row["left"] for row in found["table"][-1]["rows"]}
    assert steps["annotated objects"] == steps["named in the description"] == 2
    assert found["devices"] == ["cpu"] and found["versions"] == {"planted": "1"}


def test_an_object_that_is_not_named_does_not_count(stage):
    found = done(stage, asked(stage, data=dataset(stage, 1, "zebra")))
    assert found["table"][0]["rows"] == []
    assert found["table"][-1]["rows"][-1] == {"step": "named in the description", "left": 0}


def test_each_item_leads_into_the_workspace_with_the_object_selected(stage):
    (item,) = done(stage, asked(stage, data=dataset(stage, 1)))["artifacts"]
    page = stage.client.get(item["url"])
    assert page.status_code == 200 and "?sel=" in item["url"]
    artifact = stage.client.get(item["artifact_url"]).json()
    assert ranges(artifact["object"]) == item["url"].partition("?sel=")[2]
    assert stage.run(item["run"])["analysis"] == "lens_study"


def test_progress_has_an_estimate_once_something_was_answered(stage):
    study = asked(stage, data=dataset(stage, 1))
    assert study["progress"]["eta_s"] is None
    assert study["progress"]["stage"] == "asking"
    progress = done(stage, study)["progress"]
    assert (progress["fraction"], progress["eta_s"], progress["stage"]) == (1.0, None, "done")


def test_without_a_worker_the_stage_says_so(stage):
    study = asked(stage, data=dataset(stage, 1))
    stage.parts.channel.dismiss("planted")
    assert shown(stage, study)["progress"]["stage"] == "no worker serves this model now"
    stage.worker.announce()
    done(stage, study)


def test_a_deleted_inspection_is_said_and_its_picture_is_kept_for_the_study(stage):
    study = asked(stage, data=dataset(stage, 2))
    (first, _) = done(stage, study)["artifacts"]
    inspection = stage.run(first["run"])["inspection"]
    image = stage.client.get(f"/api/inspections/{inspection}").json()["image"]
    assert stage.client.delete(f"/api/inspections/{inspection}").status_code == 204
    found = shown(stage, study)
    assert found["artifacts"][0]["status"] == "deleted" and found["artifacts"][0]["url"] is None
    assert found["progress"]["cancelled"] == 1
    assert stage.client.get(f"/api/images/{image}").status_code == 200


@pytest.mark.parametrize(
    ("patches", "text"), [([], ""), ([3], "3"), ([3, 4, 5, 12], "3-5,12"), ([0, 2, 3], "0,2-3")]
)
def test_patches_are_written_as_ranges(patches, text):
    assert ranges(patches) == text
