"""A service on a small base, as a client in this process or as a server that a browser can open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine

from indexer.encoder import Encoder
from service.app import create_app
from service.cli.serve import bind
from service.live.live_snapshot import LiveSnapshot
from service.store.database import open_database
from tests import slow_service
from tests.indexes import Indexes
from tests.service.postgres import running as postgres_running
from tests.service.small import light, settings

Serve = Callable[..., "Served"]


@dataclass(frozen=True)
class Served:
    """A running service: its client, its live state and its base folder."""

    client: TestClient
    base: Path

    @property
    def live(self) -> LiveSnapshot:
        live: LiveSnapshot = self.client.app.state.context.live  # type: ignore[attr-defined]
        return live

    def ask(self, text: str, **more: Any) -> dict[str, Any]:
        response = self.client.post("/v1/suggestions", json={"text": text, **more})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


@pytest.fixture
def serve(tmp_path: Path, indexes: Indexes) -> Iterator[Serve]:
    """Start services that end with the test, on an index that stands where the encoder is the light one."""
    with ExitStack() as stack:

        def start(encoder: Encoder | None = None, **given: Any) -> Served:
            chosen = settings(tmp_path, **given)
            if encoder is None:
                indexes.lend(chosen, light())
            client = TestClient(
                create_app(chosen, encoder or light()),
                base_url="http://127.0.0.1:8000",
                raise_server_exceptions=True,
                headers={"accept-language": "en"},  # faults are asserted in English, as they stand in code
            )
            served = Served(stack.enter_context(client), chosen.base)
            served.live.wait()
            return served

        yield start


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve()


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Answer on a free port of this machine meanwhile, and yield the address once the base's conflicts are known too."""
    with bind("127.0.0.1", 0) as bound:
        server = uvicorn.Server(uvicorn.Config(slow_service.wrapped(app), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        app.state.context.live.wait()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture
def address(tmp_path: Path, indexes: Indexes) -> Iterator[Callable[..., str]]:
    """Start servers that end with the test, on an index that stands, and return their address."""
    with ExitStack() as stack:

        def start(**given: Any) -> str:
            chosen = settings(tmp_path, **given)
            indexes.lend(chosen, light())
            return stack.enter_context(running(create_app(chosen, light())))

        yield start


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for the whole run: the URL of a database that tests share, one after another."""
    with postgres_running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    url: str = request.getfixturevalue("postgres")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url


@pytest.fixture
def store(empty_database: str) -> Iterator[Engine]:
    """An empty store, in SQLite and in PostgreSQL."""
    engine = open_database(empty_database)
    yield engine
    engine.dispose()
