"""Watches a browser profile: foreign requests, policy violations and script errors are kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Route

OWN_HOST = "127.0.0.1"
REPORT = """
document.addEventListener("securitypolicyviolation", (event) => {
  window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""


class Guard:
    """What should never happen on any page; `seen` says what did."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Watch every page of the profile, from its first request on."""
        context.expose_function("reportViolation", lambda text: self.seen.append(f"policy {text}"))
        context.add_init_script(REPORT)
        context.route("**/*", self.judge)
        context.on("weberror", lambda error: self.seen.append(f"script error: {error.error}"))
        context.on("dialog", self.dismiss)

    def judge(self, route: Route) -> None:
        """Let own requests through; keep and stop all others."""
        address = urlsplit(route.request.url)
        if address.hostname == OWN_HOST or address.scheme in {"data", "blob"}:
            route.fallback()
            return
        self.seen.append(f"foreign request: {route.request.url}")
        route.abort()

    def dismiss(self, dialog: Dialog) -> None:
        """Keep what an alert says: an injected script would call one."""
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()
