import pytest
from starlette.requests import Request

from app.responses import accepts_gzip, unchanged


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw})


@pytest.mark.parametrize(
    ("coding", "taken"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("identity", False),
        ("", False),
        ("x-gzip-like", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(coding, taken):
    assert accepts_gzip(request(accept_encoding=coding)) is taken


@pytest.mark.parametrize(
    ("held", "same"),
    [('"a"', True), ('W/"a"', True), ('"x", "a"', True), ("*", True), ('"ab"', False), ("", False)],
)
def test_a_version_is_recognised_among_those_held(held, same):
    assert unchanged(request(if_none_match=held), '"a"') is same
