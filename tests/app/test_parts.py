from sqlalchemy.orm import Session

from app.parts import session_of
from app.tables import ImageRow


def test_what_a_request_did_not_commit_is_forgotten(stage):
    sessions = session_of(stage.parts)
    session = next(sessions)
    session.add(ImageRow(id="f" * 64, width=1, height=1, format="png"))
    session.flush()
    sessions.close()
    with Session(stage.parts.database) as other:
        assert other.get(ImageRow, "f" * 64) is None
