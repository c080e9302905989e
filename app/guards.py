"""Who may talk to this server: its own host names, and its own pages for changes.

The same-origin rule is Go 1.25's `CrossOriginProtection`, also used by Datasette: browsers say
where a request comes from in Sec-Fetch-Site or Origin; programs that are no browsers say neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.handlers import ProblemResponse
from app.problems import CrossSite, WrongHost
from contract.errors import PatchLensError
from contract.settings import Settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def host_names(settings: Settings) -> tuple[str, ...]:
    """The allowed host names in lower case, that of PUBLIC_URL among them."""
    names = [name.strip().lower() for name in settings.allowed_hosts.split(",") if name.strip()]
    public = urlsplit(settings.public_url).hostname
    return (*names, public) if public else tuple(names)


def without_port(host: str) -> str:
    """`localhost:8000` as `localhost`, `[::1]:8000` as `[::1]`."""
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.partition(":")[0]


def host_allowed(host: str, names: Sequence[str]) -> bool:
    """Whether the Host header names one of us; `*.example.com` stands for its subdomains."""
    bare = without_port(host.strip().lower())
    return any(
        name in {"*", bare} or (name.startswith("*.") and bare.endswith(name[1:]) and bare)
        for name in names
    )


def same_origin(method: str, headers: Headers, trusted: Sequence[str]) -> bool:
    """Whether the request may change something. `trusted`: origins that stand for this one."""
    if method in SAFE_METHODS:
        return True
    origin = headers.get("origin")
    if origin is not None and origin.lower() in trusted:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    if origin is None:
        return True
    try:
        netloc = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return bool(netloc) and netloc == headers.get("host", "").lower()


class Guard:
    """Refuses foreign host names (DNS rebinding) and changes asked by other sites."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Host names come from ALLOWED_HOSTS and PUBLIC_URL."""
        self.app = app
        self.names = host_names(settings)
        public = urlsplit(settings.public_url)
        self.trusted = (f"{public.scheme}://{public.netloc}".lower(),) if public.netloc else ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or let the request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        problem: PatchLensError | None = None
        if not host_allowed(host, self.names):
            problem = WrongHost(f"The request is for host {host[:200]!r}.")
        elif not same_origin(scope["method"], headers, self.trusted):
            origin = headers.get("origin") or headers.get("sec-fetch-site") or ""
            problem = CrossSite(f"It comes from {origin[:200]!r}.")
        if problem is None:
            await self.app(scope, receive, send)
            return
        content = problem.problem().model_dump(exclude_none=True)
        await ProblemResponse(content, status_code=problem.status)(scope, receive, send)
