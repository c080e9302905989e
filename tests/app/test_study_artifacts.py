from app.study_artifacts import artifact_of
from contract.store import artifact_name
from tests.app.study_tools import asked, dataset, runs_of


def test_an_item_is_read_once_and_a_lost_one_is_none(stage, monkeypatch):
    study = asked(stage, data=dataset(stage, 1))
    stage.worker.work_off()
    (run,) = runs_of(stage, study)
    store = stage.parts.store
    first = artifact_of(store, run.analysis, run.key)
    assert first.naming.before and first.object
    store.delete(artifact_name(run.key))
    assert artifact_of(store, run.analysis, run.key) is first
    assert artifact_of(store, run.analysis, "0" * 64) is None
