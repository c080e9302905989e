"""A whole web application on a real queue server, with a planted worker beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from redis import Redis
from sqlalchemy.orm import Session

from app.database import open_database
from app.main import FOLDERS, create_app
from app.parts import Folders, Parts
from app.tables import RunRow
from contract.settings import Settings
from contract.store import Store, open_store
from tests.app.files import photograph
from tests.app.planted_worker import PlantedWorker

HERE = Path(__file__).parent
ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Stage:
    """An application, a client that talks to it, and the worker that answers its questions."""

    client: TestClient
    parts: Parts
    worker: PlantedWorker

    def upload(self, content: bytes | None = None, name: str = "a.jpg", **options: Any) -> Any:
        files = {"file": (name, photograph() if content is None else content)}
        return self.client.post("/api/images", files=files, **options)

    def inspect(self, prompt: str = "What is this?", content: bytes | None = None) -> dict:
        image = self.upload(content).json()["id"]
        answer = self.client.post("/api/inspections", json={"image": image, "prompt": prompt})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def ask(self, inspection: str, analysis: str = "word_map", **params: Any) -> dict:
        params = params or {"words": ["dog"]}
        answer = self.client.post(
            f"/api/inspections/{inspection}/runs", json={"analysis": analysis, "params": params}
        )
        assert answer.status_code in {200, 202}, answer.text
        return answer.json()

    def done(
        self, prompt: str = "What is this?", analysis: str = "word_map", **params: Any
    ) -> dict:
        run = self.ask(self.inspect(prompt)["id"], analysis, **params)
        self.worker.work_off()
        run = self.run(run["id"])
        assert run["status"] == "done", run
        return run

    def run(self, run: str) -> dict:
        return self.client.get(f"/api/runs/{run}").json()

    def row(self, run: str) -> RunRow:
        with Session(self.parts.database) as session:
            return session.get_one(RunRow, run)


@contextmanager
def open_stage(
    folder: Path,
    url: str,
    store: Store | None = None,
    folders: Folders | None = None,
    **settings: Any,
) -> Iterator[Stage]:
    """A stage in `folder` on the queue server at `url`; keyword arguments are settings."""
    chosen = Settings(data_dir=folder, **settings)
    store = store or open_store(chosen.store_location)
    own = Folders(HERE / "templates", FOLDERS.static, FOLDERS.docs, folder / "gallery")
    with ExitStack() as stack:
        redis = stack.enter_context(Redis.from_url(url))
        database = open_database(chosen.database_location)
        stack.callback(database.dispose)
        app = create_app(chosen, redis, store, database, folders or own)
        client = stack.enter_context(TestClient(app, base_url=ADDRESS))
        yield Stage(client, app.state.parts, PlantedWorker(redis, store))


@pytest.fixture(scope="module")
def module_stage(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    with open_stage(tmp_path_factory.mktemp("stage"), redis_url) as stage:
        yield stage


@pytest.fixture
def stage(module_stage: Stage) -> Stage:
    """One application for all tests of a file; every test asks about pictures of its own."""
    module_stage.worker.announce()
    return module_stage


@pytest.fixture
def new_stage(redis_url: str, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Makes applications with their own settings, store or folders."""
    with ExitStack() as stack:

        def make(**options: Any) -> Stage:
            stage = stack.enter_context(open_stage(tmp_path, redis_url, **options))
            stage.worker.announce()
            return stage

        yield make


def context_of(page: str) -> Any:
    """What a minimal template of these tests was given."""
    found = re.search(r'id="context">(.*?)</script>', page, re.DOTALL)
    assert found, page[:500]
    return json.loads(found.group(1))


def problem_of(answer: Any, status: int) -> dict:
    """The answer's problem, in the one shape of every error."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "hint"} <= set(problem)
    assert problem["status"] == status
    assert "Traceback" not in answer.text
    return problem
