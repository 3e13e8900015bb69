"""Whether the right script comes first: our service beside other searches over the questions of the same base.

python -m evaluation.bench.scripts [--encoder e5-small+use] [--queries 800]

The queries are the questions of the suite's test half that name the scripts that may answer, as they were sent, without
facts or channel. Every other system finds the nearest questions and titles of the base, with our encoder where it takes
one, and its scripts are those of what it found, each once; ours is what the service suggests from. Each runs in a
process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from evaluation.bench.conditions import machine, peak_mib
from evaluation.bench.measuring import SEED
from evaluation.bench.peers import SYSTEMS, installed_systems
from evaluation.significance import compare_paired, mean_interval
from evaluation.suite import Question, read_suite
from indexer.encoder import DEFAULT, Encoder, open_encoder
from knowledge.loading.kept_base import load_kept
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.answers.understand import understand
from service.settings import Settings

SUITE = Path(__file__).parent.parent / "suites" / "questions.jsonl"
_OURS = "yizhi"
FOUND = 60  # questions that a system is asked for: enough for three scripts
WARM = 5  # queries before the clock runs

Scripts = Callable[[str], list[str]]  # a message to ids of scripts, the likeliest first


@dataclass(frozen=True, slots=True)
class _Asks:
    """The questions and titles of a base that find a script, with their owners and vectors."""

    texts: tuple[str, ...]
    owners: tuple[str, ...]
    vectors: Any  # one unit row a text


def main(
    encoder: str = DEFAULT,
    queries: Annotated[int, typer.Option(help="the first of the suite's test half")] = 2_000,
    only: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Print a row a system: how often a right script comes first and among three, its time and its memory."""
    suite = read_suite(SUITE, load_kept(Settings().base, Settings().cache / "bases").require(), "test")
    chosen = [one for one in suite.questions if one.accept][:queries]
    if only:
        print(json.dumps(_measured(only, encoder, chosen)))
        return
    names = installed_systems()
    asked = f"queries:{len(chosen)} of the suite's test half"
    print(f"{machine()} | encoder:{encoder} | {asked} | one thread | seed:{SEED}")
    missing = [name for name in SYSTEMS if name not in names]
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (pip install 'yizhi[bench]')")
    ours: list[float] = []
    for name in names:
        row = _spawned(name, encoder, queries)
        ours = ours or row.get("first", [])
        print(_line(name, row, ours), flush=True)


def _measured(name: str, encoder: str, questions: Sequence[Question]) -> dict[str, Any]:
    settings = Settings(encoder=encoder)
    if name == _OURS:
        assistant = open_assistant(settings)
        on = settings.today()

        def search(text: str) -> list[str]:
            return [one.target[1] for one in understand(assistant, text, {}, (), on).ranked]

        return _asked(search, questions)
    system = SYSTEMS[name]
    asks = _asks(open_assistant(settings))
    opened = open_encoder(encoder, settings.cache / "encoders", precision=settings.precision)
    return _asked(_scripts(name, asks, opened if system.is_dense else None), questions)


def _asks(assistant: Assistant) -> _Asks:
    index = assistant.opened.index
    rows = [row for row, one in enumerate(index.passages) if one.field in ("ask", "title", "name", "alias")]
    passages = [index.passages[row] for row in rows]
    first: dict[str, int] = {}
    for place, one in enumerate(passages):
        first.setdefault(one.text, place)  # two entries that are asked alike: no search can tell them apart
    kept = sorted(first.values())
    vectors = index.vectors.take([rows[place] for place in kept])
    return _Asks(tuple(passages[place].text for place in kept), tuple(passages[place].id for place in kept), vectors)


def _scripts(name: str, asks: _Asks, encoder: Encoder | None) -> Scripts:
    search = SYSTEMS[name].build(asks.texts, encoder, asks.vectors, False)  # type: ignore[arg-type]  # None: no vectors

    def scripts(text: str) -> list[str]:
        return list(dict.fromkeys(asks.owners[place] for place in search(text, FOUND)))

    return scripts


def _asked(search: Scripts, questions: Sequence[Question]) -> dict[str, Any]:
    for one in questions[:WARM]:
        search(f"{one.text}。")
    first, three, spent = [], [], []
    for one in questions:
        start = time.perf_counter()
        found = search(one.text)
        spent.append(1000 * (time.perf_counter() - start))
        first.append(float(found[:1] != [] and found[0] in one.accept))
        three.append(float(any(key in one.accept for key in found[:3])))
    p50, p99 = np.percentile(spent, (50, 99))
    return {"first": first, "three": three, "p50_ms": float(p50), "p99_ms": float(p99), "memory_mib": peak_mib()}


def _spawned(name: str, encoder: str, queries: int) -> dict[str, Any]:
    """Measure one system in a process of its own; what failed is said, not hidden."""
    command = [sys.executable, "-m", "evaluation.bench.scripts", "--only", name]
    command += ["--encoder", encoder, "--queries", str(queries)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return {"fault": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]}
    measured: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


def _line(name: str, row: dict[str, Any], ours: Sequence[float]) -> str:
    return "  ".join(_cells(name, row, ours))


def _cells(name: str, row: dict[str, Any], ours: Sequence[float]) -> Iterator[str]:
    yield f"{name:16}"
    if "fault" in row:
        yield f"failed: {row['fault']}"
        return
    clusters = [str(place) for place in range(len(row["first"]))]
    interval = mean_interval(row["first"], clusters, SEED)
    yield f"script@1 {np.mean(row['first']):.3f} [{interval.low:.3f}, {interval.high:.3f}]"
    yield f"script@3 {np.mean(row['three']):.3f}"
    yield f"p50 {row['p50_ms']:.1f} ms  p99 {row['p99_ms']:.1f} ms  {row['memory_mib']:.0f} MiB"
    if name != _OURS and len(ours) == len(row["first"]):
        ahead = compare_paired(row["first"], ours, clusters, SEED)
        yield f"ours {ahead.difference:+.3f} [{ahead.interval.low:+.3f}, {ahead.interval.high:+.3f}] p {ahead.p:.3f}"


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    typer.run(main)
