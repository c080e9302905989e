"""`patchlens up`: everything that this machine needs, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable
from types import FrameType

from contract.settings import Settings
from supervisor.herald import Herald, local_address
from supervisor.output import say
from supervisor.plan import children
from supervisor.refusals import WillNotStart, free_port, sole_use
from supervisor.tree import Tree
from supervisor.valkey import NotPrivate, prepare, remove_socket

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Set by the first signal; a second one ends everybody at once."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def listen(self, signals: Iterable[signal.Signals], tree: Tree) -> None:
        """Take notice of `signals`, but not of a lost terminal under nohup.

        SIGINT is heard even where a script started this in the background, which ignores it.
        """

        def note(number: int, frame: FrameType | None) -> None:
            if self.event.is_set():
                tree.kill()
            self.event.set()

        for one in signals:
            if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN:
                signal.signal(one, note)


def up(settings: Settings) -> int:
    """Run until told to stop; gives the exit status."""
    try:
        with sole_use(settings.root) as note:
            port = free_port(settings.host, settings.port)
            note(local_address(settings.host, port))
            return run(settings, port)
    except (WillNotStart, NotPrivate) as refusal:
        say("up", str(refusal))
        return 1


def run(settings: Settings, port: int) -> int:
    """Start the children, look after them, stop them."""
    folder = settings.root / "queue"
    if not settings.redis_url:
        prepare(folder)
    tree, stop = Tree(children(settings, port), settings.root / "logs"), Stop()
    stop.listen(SIGNALS, tree)
    say("up", f"Starting. Data and logs are in {settings.root}; Ctrl-C stops everything.")
    herald = Herald(settings, port)
    herald.start()
    try:
        tree.tend_until(stop.event.wait)
    finally:
        herald.stopping.set()
        say("up", "Stopping.")
        tree.stop()
        if not settings.redis_url:
            remove_socket(folder)
        say("up", "Stopped.")
    return 0
