"""A study from the command line: upload a folder, ask, follow, bring the tables home."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from client.dataset import find_annotations, find_pictures

LOOK_S = 1.0
PATIENCE_S = 60


class Refused(Exception):
    """The server said no, or said nothing; the text is for the reader."""


class Server:
    """A PatchLens server; every refusal is raised as `Refused`."""

    def __init__(self, url: str) -> None:
        """`url` is where its home page is."""
        self.url = url.rstrip("/")

    def call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        """The answer's body."""
        headers = {"Content-Type": kind, "Accept": "*/*"} if kind else {"Accept": "*/*"}
        if not self.url.startswith(("http://", "https://")):
            raise Refused(f"{self.url!r} is no address. Give one such as http://127.0.0.1:8000.")
        request = urllib.request.Request(  # noqa: S310  http(s) only, checked above
            self.url + path, data=body or None, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:  # noqa: S310
                content: bytes = response.read()
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(in_words(error.read(), error.code)) from None
        except (urllib.error.URLError, OSError) as error:
            raise Refused(f"No PatchLens answers at {self.url} ({error}).") from None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """JSON in, JSON out."""
        content = b"" if body is None else json.dumps(body).encode()
        return json.loads(self.call(method, path, content, "application/json"))

    def upload(self, picture: Path) -> str:
        """Store a picture; gives its id."""
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="picture"\r\n\r\n'
        )
        body = head.encode() + picture.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        image: str = json.loads(self.call("POST", "/api/images", body, kind))["id"]
        return image


def in_words(body: bytes, status: int) -> str:
    """A problem as a reader wants it: what happened, each wrong place, what to do."""
    try:
        problem = json.loads(body)
        lines = [f"{problem['title']}. {problem['detail']}"]
        wrong = problem.get("errors") or []
        lines += [f"  {':'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong[1:]]
        return "\n".join([*lines, problem.get("hint", "")]).rstrip()
    except (ValueError, KeyError, TypeError):
        return f"The server answered {status}."


def gather(
    folder: Path, limit: int | None, words: Path | None
) -> tuple[list[Path], dict[str, Any]]:
    """The pictures to upload, and the dataset without them; raises `Refused`."""
    pictures = find_pictures(folder, limit)
    if not pictures:
        raise Refused(f"There is no picture in {folder}.")
    given = [] if words is None else words.read_text(errors="replace").splitlines()
    annotations = [] if words is not None else find_annotations(folder, pictures)
    name = folder.resolve().name
    return pictures, {"name": name, "annotations": annotations, "words": given}


def uploaded(server: Server, pictures: Iterable[Path]) -> Iterator[dict[str, str]]:
    """Upload one picture after the other."""
    for picture in pictures:
        try:
            yield {"file": picture.name, "image": server.upload(picture)}
        except Refused as error:
            raise Refused(f"{picture}: {error}") from None


def followed(server: Server, study: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The study as it goes on, until it has ended."""
    while True:
        yield study
        if study["status"] != "running":
            return
        time.sleep(LOOK_S)
        study = server.ask("GET", f"/api/studies/{study['id']}")


def read_params(pairs: Iterable[str]) -> dict[str, Any]:
    """`counts=[5,10]` as a parameter: values are JSON where they can be; raises `Refused`."""
    params: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Refused(f"{pair!r} is no parameter. Write name=value, such as top=5.")
        try:
            params[name] = json.loads(value)
        except ValueError:
            params[name] = value
    return params
