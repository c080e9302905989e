import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.decoding import Decoded
from app.pictures import digest, forget_picture, keep_picture, known_picture
from app.tables import ImageRow
from contract.store import image_name, thumbnail_name

DECODED = Decoded(b"picture", b"small", "png", 3, 2)


def test_a_picture_is_kept_found_and_forgotten(stage):
    database, store = stage.parts.database, stage.parts.store
    image = digest(b"kept")
    assert image == hashlib.sha256(b"kept").hexdigest()
    assert known_picture(database, store, image) is None
    keep_picture(database, store, image, DECODED)
    row = known_picture(database, store, image)
    assert (row.width, row.height, row.format) == (3, 2, "png")
    assert store.read(image_name(image)) == b"picture"
    with Session(database) as session:
        forget_picture(store, session, session.get_one(ImageRow, image))
        session.commit()
    assert known_picture(database, store, image) is None
    assert not store.exists(image_name(image)) and not store.exists(thumbnail_name(image))


def test_a_row_without_its_file_is_not_known(stage):
    image = digest(b"fileless")
    keep_picture(stage.parts.database, stage.parts.store, image, DECODED)
    stage.parts.store.delete(image_name(image))
    assert known_picture(stage.parts.database, stage.parts.store, image) is None


def test_the_same_picture_twice_at_once_is_one_row(stage):
    image = digest(b"twice")
    for _ in range(2):
        keep_picture(stage.parts.database, stage.parts.store, image, DECODED)
    with Session(stage.parts.database) as session:
        wanted = select(func.count()).select_from(ImageRow).where(ImageRow.id == image)
        assert session.scalar(wanted) == 1
