"""Says when the page can be opened, and when the model can be asked."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request

from redis.exceptions import RedisError

from contract.channel import Channel
from contract.model_card import WorkerCard
from contract.settings import Settings
from supervisor.output import say
from supervisor.valkey import client

LOOK_S = 0.2
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104 (only read)


def local_address(host: str, port: int) -> str:
    """The address at which this machine reaches the page."""
    name = EVERYWHERE.get(host, f"[{host}]" if ":" in host and "[" not in host else host)
    return f"http://{name}:{port}"


def page_is_up(address: str) -> bool:
    """Whether the web server answers; a refusal of this Host is an answer too."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def workers_of(redis_url: str) -> list[WorkerCard]:
    """Living workers; none while Redis is away."""
    try:
        with client(redis_url) as redis:
            return Channel(redis).workers()
    except (RedisError, OSError):
        return []


class Herald:
    """A thread that looks until everything that was started can be used, and says so once."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.settings = settings
        self.address = local_address(settings.host, port)
        self.began = time.monotonic()
        self.stopping = threading.Event()

    def start(self) -> None:
        """Look from now on."""
        threading.Thread(target=self.look, name="herald", daemon=True).start()

    def look(self) -> None:
        """Page first, then model."""
        if not self.wait_for_page():
            return
        shown = self.settings.public_url or self.address
        if not self.settings.workers:
            say("up", f"PatchLens is up after {self.seconds()}: {shown}")
            return
        say("up", f"The page is up after {self.seconds()}: {shown} (the model is still loading)")
        self.wait_for_model(shown)

    def wait_for_page(self) -> bool:
        """Whether the page came up before everything was stopped."""
        while not page_is_up(self.address):
            if self.stopping.wait(LOOK_S):
                return False
        return True

    def wait_for_model(self, shown: str) -> None:
        """Say when the first worker can be asked, or why one refuses."""
        refused: set[str] = set()
        while not self.stopping.wait(LOOK_S):
            for card in workers_of(self.settings.redis_location):
                if card.state in ("ready", "busy") and card.model:
                    say("up", f"{card.model.name} can be asked after {self.seconds()}: {shown}")
                    return
                if card.state == "refused" and card.id not in refused:
                    refused.add(card.id)
                    say("up", f"The worker serves no model: {card.detail}")

    def seconds(self) -> str:
        """Time since the start."""
        return f"{time.monotonic() - self.began:.1f} s"
