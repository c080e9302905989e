"""Self-tests at load: a model that fails one is not served."""

from worker.load import Loaded


def check(loaded: Loaded) -> None:
    """Run every check."""
