from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.standing import outlook, usual_seconds
from app.tables import RunRow, now
from contract.channel import RunEvent
from contract.progress import Progress


def test_the_usual_time_is_the_median_of_recent_runs_of_this_analysis(stage):
    content_runs = [stage.done(f"Timed {number}", words=["fur"]) for number in range(3)]
    with Session(stage.parts.database) as session:
        rows = [session.get_one(RunRow, run["id"]) for run in content_runs]
        for row, seconds in zip(rows, (1.0, 100.0, 3.0), strict=True):
            row.seconds = seconds
        session.commit()
        assert usual_seconds(session, rows[0]) == 3.0
        rows[0].analysis = "logit_lens"
        session.flush()
        assert usual_seconds(session, rows[0]) == 1.0
        session.rollback()


@pytest.mark.parametrize(("said", "left"), [(None, 4.0), (1.5, 1.5)])
def test_a_running_runs_estimate_is_the_workers_or_what_is_left_of_the_usual(
    stage, monkeypatch, said, left
):
    from app import standing

    monkeypatch.setattr(standing, "usual_seconds", lambda session, run: 10.0)
    asked = stage.ask(stage.inspect(f"How long {said}")["id"])
    with Session(stage.parts.database) as session:
        run = session.get_one(RunRow, asked["id"])
        run.status, run.started_at = "running", now() - timedelta(seconds=6)
        progress = Progress(stage="reading", fraction=0.5, eta_s=said)
        stage.parts.channel.tell(RunEvent(key=run.key, kind="progress", progress=progress))
        place, shown = outlook(stage.parts, session, run)
        session.rollback()
    assert place is None and shown.stage == "reading"
    assert shown.eta_s == pytest.approx(left, abs=0.3)
    stage.worker.work_off()
