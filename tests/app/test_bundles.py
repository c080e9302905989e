from datetime import timedelta

from sqlalchemy.orm import Session

from app.bundles import bundle_of
from app.find import find_inspection
from app.links import make_link


def test_every_address_in_a_bundle_is_below_its_token(stage):
    run = stage.done("Bundle", words=["dog"])
    with Session(stage.parts.database) as session:
        inspection = find_inspection(session, run["inspection"])
        share, token = make_link(session, inspection, {"word": "dog"}, timedelta(1))
        bundle = bundle_of(stage.parts, session, share, token)
    assert bundle.picture.url == f"/api/shares/{token}/image"
    assert [one.artifact_url for one in bundle.runs] == [f"/api/shares/{token}/artifacts/0"]
    assert bundle.state == {"word": "dog"}
    assert set(bundle.model_dump()["runs"][0]) == {
        *("analysis", "version", "params", "status", "artifact_url", "provenance")
    }
