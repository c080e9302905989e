"""No request body is larger than allowed, whether it says its length or not."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.handlers import ProblemResponse
from app.problems import UploadTooLarge


class BodyLimit:
    """Refuses a long body before it is read, and an endless one as soon as it is too long.

    FastAPI has such a limit too, but answers it in plain text instead of a problem.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        """`most_bytes` counts the whole body, form boundaries included."""
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or let the request through, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self.most_bytes:
            problem = UploadTooLarge(self.detail(int(length))).problem()
            content = problem.model_dump(exclude_none=True)
            await ProblemResponse(content, status_code=413)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most_bytes:
                raise HTTPException(413, self.detail(read))
            return message

        await self.app(scope, counted, send)

    def detail(self, size: int) -> str:
        """The sizes in words."""
        return f"The request is at least {size:,} bytes long; at most {self.most_bytes:,} are read."
