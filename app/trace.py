"""Around every request: an id, security headers, one log line without secrets, and the metrics."""

from __future__ import annotations

import logging
import re
import secrets
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.handlers import bug
from app.metrics import Metrics

log = structlog.get_logger()
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def request_id(headers: Headers) -> str:
    """The id that a proxy gave, if it looks like one, else a new one."""
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def route_of(scope: Scope) -> str:
    """The route's pattern: unlike the path it holds no token."""
    path = getattr(scope.get("route"), "path_format", None) or getattr(
        scope.get("route"), "path", None
    )
    return path if isinstance(path, str) else "(none)"


class Trace:
    """Adds the headers, measures the time to the response's first byte, writes the log line."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """`metrics` are the application's own."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = request_id(Headers(scope=scope))
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = name
                for key, value in SECURITY_HEADERS.items():
                    headers.setdefault(key, value)
                self.metrics.seconds.labels(route_of(scope)).observe(time.perf_counter() - began)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=name):
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception as error:
                if status:
                    raise
                await bug(Request(scope), error)(scope, receive, send_with_headers)
            finally:
                route = route_of(scope)
                self.metrics.requests.labels(scope["method"], route, str(status)).inc()
                # Pages poll and fetch all the time: only what changes or fails is worth a line.
                quiet = scope["method"] in {"GET", "HEAD"} and status < 400
                log.log(
                    logging.DEBUG if quiet else logging.INFO,
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )
