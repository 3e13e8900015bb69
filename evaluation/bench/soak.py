"""Clients that ask for minutes while an entry is edited again and again: rate, p99, errors, and whether memory grows.

    python -m evaluation.bench.soak --minutes 5 --clients 16

The service is started here, on a copy of the base. Its memory is what its process holds (resident), read every second
from /proc; the slope is that of a straight line through the second half, when everything has been loaded.
"""

from __future__ import annotations

import http.client
import json
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import typer

from evaluation.bench.conditions import machine
from evaluation.bench.load import WAIT_S, Load, loopback, measure, serving
from evaluation.bench.messages import messages
from indexer.encoder import DEFAULT
from service.settings import EMBEDDED_BASE

Sample = tuple[float, float]  # seconds since the start, MiB


@dataclass(frozen=True, slots=True)
class Soak:
    """What so many clients got, what editing took meanwhile, and what the service's memory did."""

    load: Load
    edits: Sequence[float]  # seconds from sending each to its acknowledgement
    failed_edits: int
    memory: Sequence[Sample]

    @property
    def slope_mib_a_minute(self) -> float:
        return slope(self.memory) * 60


def run(
    minutes: Annotated[float, typer.Option("--minutes", min=0.05, max=24 * 60)] = 5.0,
    clients: Annotated[int, typer.Option("--clients", min=1, max=512)] = 16,
    every: Annotated[float, typer.Option("--every", min=0.5, help="seconds between two edits of an entry")] = 10.0,
    encoder: Annotated[str, typer.Option("--encoder", help="of the service that is started")] = DEFAULT,
    base: Annotated[Path, typer.Option("--base", help="of which a copy is served and edited")] = EMBEDDED_BASE,
) -> None:
    """Print what clients got for so many minutes while an entry was edited."""
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(base, Path(folder) / "base"))
        own = {"YIZHI_INDEX": f"{folder}/index", "YIZHI_DATA": f"{folder}/data"}
        with serving(encoder, copy, YIZHI_WATCH="true", **own) as (process, address):
            place = loopback(address)
            measure(place, 1, WAIT_S, messages(seed=1), most=20)
            found = soak(place, process.pid, clients, 60 * minutes, every)
    load, memory = found.load, [one for _, one in found.memory]
    print(f"{machine()} | encoder:{encoder} | {minutes:g} min, {clients} clients, an edit every {every:g} s")
    print(
        f"{load.per_second:.1f} a second | p50 {load.p50_ms:.0f} ms | p99 {load.p99_ms:.0f} ms | {load.errors} errors"
    )
    print(f"edits: {len(found.edits)}, {found.failed_edits} refused | {_spread(found.edits)} s to acknowledge")
    print(f"memory: {memory[0]:.0f} to {memory[-1]:.0f} MiB, {found.slope_mib_a_minute:+.2f} MiB a minute at the end")


def soak(place: tuple[str, int], pid: int, clients: int, seconds: float, every: float) -> Soak:
    """Let clients ask for a time while an entry is edited and memory is read."""
    stop = threading.Event()
    took: list[float] = []
    failed: list[float] = []
    memory: list[Sample] = []
    begun = time.monotonic()

    def edit_on() -> None:
        number = 0
        while not stop.wait(every):
            number += 1
            sent = time.monotonic()
            (took if edit(place, number) else failed).append(time.monotonic() - sent)

    def read_on() -> None:
        while not stop.wait(1.0):
            memory.append((time.monotonic() - begun, _resident_mib(pid)))

    beside = [threading.Thread(target=one, daemon=True) for one in (edit_on, read_on)]
    memory.append((0.0, _resident_mib(pid)))
    for thread in beside:
        thread.start()
    load = measure(place, clients, seconds, messages(seed=time.time_ns()))
    stop.set()
    for thread in beside:
        thread.join(WAIT_S)
    return Soak(load, took, len(failed), memory)


def edit(place: tuple[str, int], number: int) -> bool:
    """Change the first policy's text by a word that says which edit it is; say whether it was acknowledged."""
    status, listed, _ = _call(place, "GET", "/v1/entries?kind=policy&limit=1")
    if status != 200:
        return False
    path = f"/v1/entries/policy/{listed['entries'][0]['id']}"
    status, found, tag = _call(place, "GET", path)
    if status != 200:
        return False
    entry = found["entry"]
    plain = entry["say"]["default"].split("（编号")[0]
    entry["say"] = {**entry["say"], "default": f"{plain}（编号{number}）"}
    return _call(place, "PUT", path, entry, {"If-Match": tag})[0] == 200


def _resident_mib(pid: int) -> float:
    """Return what a process holds in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


def slope(samples: Sequence[Sample]) -> float:
    """Return by how much the second half of the samples grows a second, by a straight line; 0 for fewer than two."""
    late = samples[len(samples) // 2 :]
    if len(late) < 2:
        return 0.0
    at, size = np.array(late).T
    return float(np.polyfit(at, size, 1)[0])


def _call(
    place: tuple[str, int], method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, Any, str]:
    connection = http.client.HTTPConnection(*place, timeout=WAIT_S)
    try:
        raw = None if body is None else json.dumps(body).encode()
        connection.request(method, path, raw, {"Content-Type": "application/json", **(headers or {})})
        response = connection.getresponse()
        return response.status, json.loads(response.read()), response.headers.get("ETag", "")
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None, ""
    finally:
        connection.close()


def _spread(spent: Sequence[float]) -> str:
    return f"p50 {np.percentile(spent, 50):.2f}, at most {max(spent):.2f}" if spent else "none"


if __name__ == "__main__":
    typer.run(run)
