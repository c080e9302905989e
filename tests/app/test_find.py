import pytest
from sqlalchemy.orm import Session

from app.find import find_image, find_inspection, find_run, refresh_runs
from app.problems import NotFound
from app.tables import RunRow


@pytest.mark.parametrize("find", [find_image, find_inspection, find_run])
@pytest.mark.parametrize("name", ["", "x" * 22, "0" * 64, "../x", "é" * 22, "0" * 64 + "\n"])
def test_unknown_and_malformed_ids_are_told_apart_by_nothing(stage, find, name):
    with Session(stage.parts.database) as session, pytest.raises(NotFound) as refused:
        find(session, name)
    assert repr(name[:80]) in str(refused.value)


def test_a_malformed_id_never_reaches_the_database():
    class NoDatabase:
        def get(self, *arguments):
            raise AssertionError("asked")

    with pytest.raises(NotFound):
        find_run(NoDatabase(), "'; DROP TABLE runs; --xx")


def test_only_living_runs_are_looked_at_again(stage):
    run = stage.done("Only once")
    with Session(stage.parts.database) as session:
        row = session.get_one(RunRow, run["id"])
        before = row.finished_at
        refresh_runs(stage.parts, session, [row])
        assert row.finished_at == before
