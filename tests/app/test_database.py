import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database import open_database
from app.tables import ImageRow, InspectionRow


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'deep' / 'x.sqlite3'}")
    yield engine
    engine.dispose()


def test_sqlite_keeps_a_write_ahead_log_and_its_references(engine):
    with Session(engine) as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        session.add(InspectionRow(id="i", image_id="none", prompt="", model="", revision="",
                                  dtype="", model_note=""))  # fmt: skip
        with pytest.raises(IntegrityError):
            session.commit()


def test_many_writers_at_once_all_succeed(engine):
    failed = []

    def write(number: int) -> None:
        try:
            with Session(engine) as session:
                session.add(ImageRow(id=str(number), width=1, height=1, format="png"))
                session.commit()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        count = session.execute(text("SELECT count(*) FROM images")).scalar()
    assert (failed, count) == ([], 30)


def test_opening_an_existing_database_keeps_what_is_in_it(tmp_path):
    location = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    for number in range(2):
        engine = open_database(location)
        with Session(engine) as session:
            session.add(ImageRow(id=str(number), width=1, height=1, format="png"))
            session.commit()
            count = session.execute(text("SELECT count(*) FROM images")).scalar()
        engine.dispose()
    assert count == 2
