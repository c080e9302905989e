import pytest

from app.floors import FLOORS, TooOld, check_floors, numbers


def test_what_is_installed_is_new_enough():
    check_floors()
    assert {"pillow", "starlette", "python-multipart", "jinja2"} <= set(FLOORS)


def test_an_old_library_is_named_with_its_floor():
    with pytest.raises(TooOld, match=r"pillow .*\(at least 999\.0\.0\)"):
        check_floors({"pillow": "999.0.0", "jinja2": "1"})


@pytest.mark.parametrize(
    ("older", "newer"), [("3.1.6", "3.1.10"), ("9.9", "10.0"), ("1.2", "1.2.1"), ("2.0rc1", "2.1")]
)
def test_versions_are_compared_by_number(older, newer):
    assert numbers(older) < numbers(newer)
