"""Services in processes of their own that can be killed, starved and started again within a second.

The children are forked from a server that has imported everything and opened the light encoder once.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from service.settings import Settings

_WARM = "tests.service.faults.warm"
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([_WARM])
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Answer:
    """What a call was answered with; status 0 where the process died first or nobody listens."""

    status: int
    body: Any = None
    etag: str = ""


@dataclass(frozen=True)
class Victim:
    """A service in a process of its own."""

    process: ForkServerProcess
    port: int

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, raw, {"Content-Type": "application/json", **sent})
            response = connection.getresponse()
            text = response.read()
            kind = response.headers.get("content-type", "")
            return Answer(
                response.status, json.loads(text) if "json" in kind else text, response.headers.get("etag", "")
            )
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()

    def ask(self, text: str, **more: Any) -> Answer:
        return self.call("POST", "/v1/suggestions", {"text": text, **more})

    def ready(self) -> dict[str, Any]:
        body: dict[str, Any] = self.call("GET", "/readyz").body or {}
        return body

    def wait(self, true: Any, within_s: float = PATIENCE_S) -> dict[str, Any]:
        """Return what /readyz tells once it is true of it."""
        end = time.monotonic() + within_s
        while not true(found := self.ready()):
            assert self.process.is_alive(), f"the service ended with {self.process.exitcode}"
            assert time.monotonic() < end, found
            time.sleep(0.1)
        return found

    def wait_until_open(self) -> dict[str, Any]:
        return self.wait(lambda found: found.get("status") in ("ready", "degraded"))

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def end(self) -> float:
        """Ask it to end and return the seconds that it took."""
        begun = time.monotonic()
        self.process.terminate()
        self.process.join(PATIENCE_S)
        return time.monotonic() - begun


@contextmanager
def serving(settings: Settings) -> Iterator[Victim]:
    """Serve in a process of its own that is gone afterwards, whatever became of it."""
    here, there = _FORKING.Pipe()
    log = settings.data.parent / "victims.log"
    process = _FORKING.Process(target=_serve, args=(settings.model_dump(), there, str(log)), daemon=True)
    process.start()
    there.close()
    try:
        assert here.poll(PATIENCE_S), "the service told no port"
        yield Victim(process, here.recv())
    finally:
        process.kill()
        process.join()
        here.close()


def _serve(given: Mapping[str, Any], there: Connection, log: str) -> None:
    """Answer as `yizhi serve` does, on a port that is told; what it says goes into a file."""
    from service.cli.serve import answer, bind
    from tests.service.small import light

    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(said, 1)
    os.dup2(said, 2)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with bind("127.0.0.1", 0) as bound:
        there.send(bound.getsockname()[1])
        answer(Settings(**given), bound, light())
