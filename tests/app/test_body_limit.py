import asyncio
import json

from app.body_limit import BodyLimit


async def talk(limit: int, chunks: list[bytes], **headers: str) -> tuple[list, list[bytes]]:
    """What the limit sends, and the bodies that the application behind it got to see."""
    sent, seen = [], []
    waiting = list(chunks)

    async def receive():
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def app(scope, receive, send):
        more = True
        while more:
            message = await receive()
            seen.append(message["body"])
            more = message["more_body"]

    async def send(message):
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    try:
        await BodyLimit(app, limit)({"type": "http", "headers": raw}, receive, send)
    except Exception as error:
        sent.append(error)
    return sent, seen


def test_a_long_body_is_refused_before_any_of_it_is_read():
    sent, seen = asyncio.run(talk(10, [b"x" * 11], content_length="11"))
    assert seen == [] and sent[0]["status"] == 413
    assert "11" in json.loads(sent[1]["body"])["detail"]


def test_a_body_of_unknown_length_is_counted():
    sent, seen = asyncio.run(talk(10, [b"x" * 6] * 3))
    assert seen == [b"x" * 6] and sent[0].status_code == 413


def test_a_body_that_lies_about_its_length_is_counted_too():
    sent, seen = asyncio.run(talk(10, [b"x" * 6] * 3, content_length="5"))
    assert len(seen) == 1 and sent[0].status_code == 413


def test_a_body_as_long_as_allowed_passes():
    sent, seen = asyncio.run(talk(10, [b"x" * 5, b"y" * 5], content_length="10"))
    assert (sent, seen) == ([], [b"x" * 5, b"y" * 5])


def test_a_length_that_is_no_number_is_not_believed():
    sent, seen = asyncio.run(talk(10, [b"x"], content_length="-1"))
    assert (sent, seen) == ([], [b"x"])
