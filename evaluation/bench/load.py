"""Suggestions a second with many clients at once: each sends its next message when its last one is answered.

No message is sent twice. The clients are threads of this one process and share the machine with the service, as they do
where a whole shop works on one computer.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import numpy as np
import typer

from evaluation.bench.conditions import machine
from evaluation.bench.messages import messages, questions
from indexer.encoder import DEFAULT
from service.addresses import is_loopback

_CLIENTS = (1, 4, 16, 64)
WARM = 20  # messages before the clock runs
WAIT_S = 30.0  # after which a call counts as an error


@dataclass(frozen=True, slots=True)
class Load:
    """What so many clients got in a time."""

    clients: int
    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


def run(
    address: Annotated[str, typer.Argument(help="http://127.0.0.1:8000; where it is left out one is started")] = "",
    clients: Annotated[list[int] | None, typer.Option("--clients", min=1, max=512, help="repeatable")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=60, help="for each number of clients")] = 10.0,
    encoder: Annotated[str, typer.Option("--encoder", help="of the service that is started")] = DEFAULT,
    base: Annotated[Path | None, typer.Option("--base", help="of the service that is started")] = None,
    suite: Annotated[
        Path | None,
        typer.Option("--suite", exists=True, dir_okay=False, help="whose questions are sent instead"),
    ] = None,
) -> None:
    """Print suggestions a second, their times and the errors, a line for each number of clients."""
    if address:
        _report(address, clients or _CLIENTS, seconds, "served elsewhere", suite)
        return
    with serving(encoder, base) as (_, own):
        _report(own, clients or _CLIENTS, seconds, f"encoder:{encoder}", suite)


def _report(address: str, clients: Sequence[int], seconds: float, what: str, suite: Path | None) -> None:
    place = loopback(address)
    seed = time.time_ns()  # another order each time: the service remembers what it was asked
    texts = messages(seed) if suite is None else questions(suite, seed)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{machine()} | load before: {load} | {what} | {seconds:g} s each, distinct messages")
    print(f"{'clients':>8} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} {'errors':>7}")
    measure(place, 1, WAIT_S, texts, most=WARM)
    for count in clients:
        found = measure(place, count, seconds, texts)
        print(
            f"{found.clients:8} {found.per_second:9.1f} {found.p50_ms:8.1f} {found.p99_ms:8.1f} {found.errors:7}",
            flush=True,
        )


def loopback(address: str) -> tuple[str, int]:
    """Return host and port of a service on this machine; raises BadParameter for any other."""
    found = urlsplit(address if "//" in address else f"//{address}")
    host = found.hostname or ""
    if not is_loopback(host):
        message = f"{address} is not this machine: only a service on 127.0.0.1 or ::1 is put under load"
        raise typer.BadParameter(message)
    return host, found.port or 8000


def measure(place: tuple[str, int], clients: int, seconds: float, texts: Iterator[str], most: int = 10**9) -> Load:
    """Let so many clients ask for a time, or for so many messages together; the last call of each counts too."""
    spent: list[float] = []
    errors: list[int] = []
    drawing = threading.Lock()
    left = iter(range(most))

    def draw() -> str | None:
        with drawing:
            return None if next(left, None) is None else next(texts, None)

    start = time.perf_counter()

    def ask_on() -> None:
        connection = http.client.HTTPConnection(*place, timeout=WAIT_S)
        while time.perf_counter() < start + seconds and (text := draw()) is not None:
            before = time.perf_counter()
            if _asked(connection, text):
                spent.append(1000 * (time.perf_counter() - before))
            else:
                errors.append(1)
                connection.close()
        connection.close()

    threads = [threading.Thread(target=ask_on, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    p50, p99 = np.percentile(spent, (50, 99)) if spent else (float("nan"), float("nan"))
    return Load(clients, len(spent) / took, float(p50), float(p99), len(errors))


def _asked(connection: http.client.HTTPConnection, text: str) -> bool:
    body = json.dumps({"text": text, "limit": 3}).encode()
    try:
        connection.request("POST", "/v1/suggestions", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    return response.status == 200


@contextmanager
def serving(encoder: str, base: Path | None, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve on a free port meanwhile, as `yizhi serve` does; yield process and address once it answers questions."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", "--port", "0"]
    process = subprocess.Popen(
        [*command, *(("--base", str(base)) if base else ())],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "YIZHI_ENCODER": encoder, "YIZHI_WATCH": "false", **environment},
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError(f"the service ended with {process.wait(timeout=10)}: run `yizhi serve` to see why")
        address = line.removeprefix("yizhi: ").strip()
        _wait_until_ready(address, process)
        yield process, address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(address: str, process: subprocess.Popen[str]) -> None:
    """Return when the service answers questions from its whole index; raises RuntimeError where it ends before."""
    while process.poll() is None:
        connection = http.client.HTTPConnection(*loopback(address), timeout=WAIT_S)
        connection.request("GET", "/v1/status")
        if json.loads(connection.getresponse().read())["index"] == "whole":
            return
        connection.close()
        time.sleep(0.2)
    raise RuntimeError(f"the service ended with {process.returncode}: run `yizhi serve` to see why")


if __name__ == "__main__":
    typer.run(run)
