"""A stage to try pages on, without any model: queue, planted worker and web server at once.

    python -m tests.app.stage --port 8010              # a fresh, empty data folder
    python -m tests.app.stage --port 8010 --pace 3     # runs pretend to take three seconds
    python -m tests.app.stage --port 8010 --no-worker  # as if the worker had gone

Prompts that hold FAIL, CRASH or SLOW show those states.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

import uvicorn

from app.database import open_database
from app.logs import configure_logs
from app.main import create_app
from app.queue_connection import open_redis
from contract.settings import Settings
from contract.store import open_store
from supervisor.valkey import running_server
from tests.app.planted_worker import PlantedWorker


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--no-worker", action="store_true")
    options = parser.parse_args()
    configure_logs("WARNING")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patchlens-")))
        url = stack.enter_context(running_server(folder / "queue"))
        settings = Settings(data_dir=folder, port=options.port)
        store = open_store(settings.store_location)
        if not options.no_worker:
            worker = PlantedWorker(open_redis(url), store, options.pace)
            stack.enter_context(worker.running())
        database = open_database(settings.database_location)
        app = create_app(settings, open_redis(url), store, database)
        print(f"http://127.0.0.1:{options.port}/", flush=True)
        uvicorn.run(app, host="127.0.0.1", port=options.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
