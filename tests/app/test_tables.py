from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.database import open_database
from app.tables import (
    ImageRow,
    InspectionRow,
    RunRow,
    ShareRow,
    StudyItemRow,
    StudyRow,
    Table,
)


def test_moments_come_back_in_utc_whatever_zone_they_went_in_with(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    moment = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    with Session(engine) as session:
        session.add(ImageRow(id="a", width=1, height=1, format="png", created_at=moment))
        session.commit()
    with Session(engine) as session:
        back = session.get_one(ImageRow, "a").created_at
    assert back == moment and back.tzinfo is UTC and back.year == 2025
    engine.dispose()


def test_no_column_could_hold_a_token():
    columns = {column.name for table in Table.metadata.tables.values() for column in table.columns}
    assert "token_digest" in columns and "token" not in columns
    rows = (ImageRow, InspectionRow, RunRow, ShareRow, StudyRow, StudyItemRow)
    assert {row.__tablename__ for row in rows} == set(Table.metadata.tables)


def test_an_old_data_folder_gets_the_new_tables_and_keeps_what_it_holds(tmp_path):
    address = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    old = create_engine(address)
    Table.metadata.create_all(old, tables=[ImageRow.__table__, InspectionRow.__table__])
    with Session(old) as session:
        session.add(ImageRow(id="a", width=1, height=1, format="png"))
        session.commit()
    old.dispose()
    engine = open_database(address)
    with Session(engine) as session:
        assert session.get_one(ImageRow, "a").width == 1
        assert session.scalars(select(StudyRow)).all() == []
    engine.dispose()
