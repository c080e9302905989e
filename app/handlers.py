"""The one place where failures become RFC 9457 problems: JSON for programs, pages for people."""

from __future__ import annotations

import errno
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2 import TemplateNotFound
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.parts import parts_of
from app.problems import DatabaseDown, QueueDown, StoreDown, TooMany
from contract.errors import FieldError, PatchLensError, Problem, StorageFull
from contract.store import FULL

log = structlog.get_logger()

HINTS = {
    400: "Check the request's form.",
    404: "Check the address; it may have been deleted.",
    405: "GET /api/openapi.json lists the methods of every address.",
    413: "Make the picture smaller, or save it as JPEG.",
    415: "Send the body in a type that /api/openapi.json names.",
    422: "Mend the values that `errors` names and try again.",
    500: "Try again; if it happens again, tell us the request id in the X-Request-ID header.",
}


class ProblemResponse(JSONResponse):
    """A problem as `application/problem+json`."""

    media_type = "application/problem+json"


def add_handlers(app: FastAPI) -> None:
    """Register one handler for each kind of failure."""
    handlers: list[tuple[type[Exception], Any]] = [
        (PatchLensError, expected),
        (HTTPException, plain_http),
        (RequestValidationError, invalid),
        (RedisError, queue_down),
        (DBAPIError, database_down),
        (OSError, disk),
    ]
    for kind, handler in handlers:
        app.add_exception_handler(kind, handler)


def respond(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as a page where a browser navigates, else as JSON."""
    if wants_page(request):
        try:
            return parts_of(request).templates.TemplateResponse(
                request,
                "problem.html",
                {"problem": problem},
                status_code=problem.status,
                headers=headers,
            )
        except TemplateNotFound:
            pass
    content = problem.model_dump(exclude_none=True)
    return ProblemResponse(content, status_code=problem.status, headers=headers)


def wants_page(request: Request) -> bool:
    """Whether the Accept header names HTML and the address is not the API's."""
    page = not request.url.path.startswith(("/api/", "/static/"))
    return page and "text/html" in request.headers.get("accept", "")


def expected(request: Request, error: PatchLensError) -> Response:
    """An expected failure, as it says itself."""
    headers = None
    if isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after_s)}
    elif error.status == 503:
        headers = {"Retry-After": "5"}
    return respond(request, error.problem(), headers)


def plain_http(request: Request, error: HTTPException) -> Response:
    """What Starlette and FastAPI raise themselves: 404, 405, 413 and the like."""
    status = error.status_code
    if status < 400:
        return Response(status_code=status, headers=dict(error.headers or {}))
    if isinstance(error.__cause__, OSError):
        return disk(request, error.__cause__)  # FastAPI calls any failure to read a form a 400
    title = HTTPStatus(status).phrase
    detail = str(error.detail)
    if status in {404, 405}:
        detail = f"{request.method} {request.url.path[:200]!r} is not served here."
    problem = Problem(title=title, status=status, detail=detail, hint=HINTS.get(status, ""))
    return respond(request, problem, dict(error.headers or {}))


def invalid(request: Request, error: RequestValidationError) -> Response:
    """Wrong parameters, each with its place."""
    fields = [FieldError(loc=list(one["loc"]), msg=str(one["msg"])) for one in error.errors()]
    places = ", ".join(".".join(map(str, field.loc)) for field in fields[:5])
    problem = Problem(
        title="A value is not allowed here",
        status=422,
        detail=f"Wrong value at {places}: {fields[0].msg}." if fields else "Wrong value.",
        hint=HINTS[422],
        errors=fields,
    )
    return respond(request, problem)


def queue_down(request: Request, error: RedisError) -> Response:
    """Redis is away, or its disk is full."""
    log.warning("redis.failed", error=type(error).__name__)
    if "MISCONF" in str(error) or "OOM" in str(error):
        return expected(request, StorageFull("The queue has no room left to write."))
    return expected(request, QueueDown(f"The queue does not answer ({type(error).__name__})."))


def database_down(request: Request, error: DBAPIError) -> Response:
    """The database is away, locked or full."""
    log.warning("database.failed", error=type(error.orig).__name__)
    if "full" in str(error.orig):
        return expected(request, StorageFull("The database has no room left to write."))
    return expected(request, DatabaseDown("The database does not answer, or is locked."))


def disk(request: Request, error: OSError) -> Response:
    """No room while a body was buffered, or a store that does not answer."""
    log.warning("disk.failed", error=type(error).__name__, number=error.errno)
    if error.errno in FULL or error.errno == errno.EMFILE:
        return expected(request, StorageFull("There is no room for this request."))
    return expected(request, StoreDown(f"The store does not answer ({type(error).__name__})."))


def bug(request: Request, error: Exception) -> Response:
    """Nobody expected this: the log has the trace, the answer has none."""
    log.error("bug", error=type(error).__name__, exc_info=error)
    problem = Problem(
        title="Something broke that should not",
        status=500,
        detail="The server made a mistake; it has been logged.",
        hint=HINTS[500],
    )
    return respond(request, problem)
