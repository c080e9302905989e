from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy.orm import Session

from app.database import open_database
from app.tables import ImageRow, InspectionRow, RunRow, ShareRow, Table


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
    assert {row.__tablename__ for row in (ImageRow, InspectionRow, RunRow, ShareRow)} == set(
        Table.metadata.tables
    )
