"""`make bench`: what the service costs, each figure with its conditions; the parts run one after the other.

python -m evaluation.bench [--encoder NAME] [--entries 10000] [--skip first,wide,decide,conflicts,vectors]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from evaluation.bench.conditions import machine
from evaluation.json_lines import read_objects
from indexer.encoder import DEFAULT

SUITE = Path(__file__).parent.parent / "suites" / "questions.jsonl"
TEXTS = 400
_MODULES = ("decide", "conflicts", "vectors")  # benchmarks of their own, each in a process of its own


def main(
    encoder: str = DEFAULT,
    entries: int = 10_000,
    skip: Annotated[str, typer.Option(help="first, wide, decide, conflicts, vectors; separated by commas")] = "",
    only: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Measure how long everything takes on this machine."""
    if only:
        _report(only)
        return
    skipped = set(skip.split(","))
    print(f"{machine()} | encoder:{encoder} | one thread", flush=True)
    if "first" not in skipped:
        _starts(encoder)
    _suggestions(encoder)
    if "wide" not in skipped:
        _wide(entries)
    for name in _MODULES:
        if name not in skipped and find_spec(f"evaluation.bench.{name}"):
            print(f"\n{name}", flush=True)
            subprocess.run([sys.executable, *_command(name)], check=False)


def _command(name: str) -> list[str]:
    has_main = "__main__" in (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return ["-m", f"evaluation.bench.{name}"] if has_main else ["-m", "evaluation.bench", "--only", name]


def _report(name: str) -> None:
    """Print what a benchmark module reports of the embedded base."""
    from importlib import import_module

    from knowledge.loading.load import load
    from service.settings import EMBEDDED_BASE

    _print(import_module(f"evaluation.bench.{name}").report(load(EMBEDDED_BASE).require()))


def texts_of(suite: Path) -> list[str]:
    """Return questions of the suite: customers' texts, none of them in the base."""
    texts = [str(data["text"]) for _, data in read_objects(suite.read_text(encoding="utf-8"), suite)]
    return texts[:: max(1, len(texts) // TEXTS)][:TEXTS]


def _starts(encoder: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"YIZHI_CACHE": f"{folder}/cache", "YIZHI_DATA": f"{folder}/data", "YIZHI_ENCODER": encoder}
        print("\nstart of `yizhi serve` until its address is printed")
        print(f"  {'first run: weights, vectors, ranker':34} {_until_ready(environment):7.1f} s", flush=True)
        again = min(_until_ready(environment) for _ in range(2))
        print(f"  {'again, with the snapshot':34} {again:7.1f} s  (the better of two)", flush=True)


def _until_ready(environment: Mapping[str, str]) -> float:
    """Start the service and stop it once it is ready; return the seconds between."""
    start = time.perf_counter()
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **environment}
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"the service ended with {process.wait(timeout=10)}: run `yizhi serve` to see why")
        return time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(timeout=30)


def _suggestions(encoder: str) -> None:
    from evaluation.bench.stages import stages
    from indexer.encoder import open_encoder
    from service.answers.opening import open_assistant
    from service.settings import Settings

    settings = Settings(encoder=encoder)
    assistant = open_assistant(settings)
    fresh = open_encoder(encoder, settings.cache / "encoders")
    texts = texts_of(SUITE)
    entries = sum(1 for _ in assistant.base.entries())
    passages = len(assistant.opened.index.passages)
    where = f"embedded base, entries:{entries} passages:{passages} | snapshot:{assistant.snapshot}"
    print(f"\nsuggestions | {where} | queries:{len(texts)}")
    _print(stages(assistant, texts, fresh))


def _wide(entries: int) -> None:
    from evaluation.bench.stages import wide_stages
    from service.settings import EMBEDDED_BASE

    texts = texts_of(SUITE)[:200]
    lines, built_s = wide_stages(EMBEDDED_BASE, entries, texts)
    where = f"entries:{entries}, those above the embedded ones and all vectors drawn"
    print(f"\nsuggestions | {where} | queries:{len(texts)} | indexed in {built_s:.0f} s")
    _print(lines)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    typer.run(main)
