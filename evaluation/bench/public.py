"""Our index beside bm25s, the dense encoder alone, rapidfuzz, txtai and semantic-router on public sets, in one run.

python -m evaluation.bench.public SET [SET ...] [--encoder use] [--queries 500] [--out FILE.json]

A SET is a folder with corpus.jsonl (id, text) and queries.jsonl (id, text, relevant), or a file of labelled pairs (TSV,
CSV or JSON Lines; see evaluation/bench/pairs.py). Each system runs in a process of its own, so that its memory is its
own. Ours is untaught: nothing of a set is learned. `ours` behind a system is how much more often ours is right first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from evaluation.bench.conditions import machine
from evaluation.bench.measuring import SEED, SHOWN, compare, embed, measure
from evaluation.bench.peers import SYSTEMS, installed_systems
from evaluation.bench.sets import Set, read_set
from evaluation.problem import EvaluationError
from evaluation.run import write_text
from indexer.encoder import EncoderError, open_encoder
from knowledge.reading.normal import normalise
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """What is compared."""

    sets: Sequence[Path]
    encoder: str
    queries: int
    out: Path | None
    only: str
    vectors: Path | None


def main(
    sets: list[Path],
    encoder: str = "e5-small",
    queries: Annotated[int, typer.Option(help="of each set the first")] = 500,
    out: Annotated[Path | None, typer.Option(help="where the figures are written as JSON")] = None,
    only: Annotated[str, typer.Option(hidden=True)] = "",
    vectors: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run our index beside others on public sets."""
    options = Options(sets, encoder, queries, out, only, vectors)
    try:
        if options.only and options.vectors:
            chosen = read_set(options.sets[0], options.queries)
            print(json.dumps(measure(options.only, chosen, options.encoder, options.vectors)))
        else:
            _all(options)
    except (EvaluationError, EncoderError) as error:
        print(f"bench: {error}", file=sys.stderr)
        raise typer.Exit(2) from error


def _all(options: Options) -> None:
    sets = [read_set(path, options.queries) for path in options.sets]  # all of them before the first is measured
    missing = [name for name in SYSTEMS if name not in installed_systems()]
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (pip install txtai semantic-router)")
    found = [row for path, chosen in zip(options.sets, sets, strict=True) for row in _compared(path, chosen, options)]
    if options.out:
        write_text(options.out, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _compared(path: Path, chosen: Set, options: Options) -> list[dict[str, Any]]:
    """Measure every system on one set, ours first, and print each as it comes."""
    conditions = (
        f"{machine()} | set:{chosen.name} texts:{len(chosen.corpus)} queries:{len(chosen.queries)} | "
        f"encoder:{options.encoder} | one thread | seed:{SEED}"
    )
    print(conditions)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        vectors = Path(folder) / "corpus.npy"
        embedded_s = _embed(chosen, options.encoder, vectors)
        print(f"  the corpus was embedded in {embedded_s:.1f} s, once for all", flush=True)
        ours: list[int | None] = []
        for name in installed_systems():
            row = _spawned(name, path, vectors, options)
            ranks = row.pop("ranks", [])
            if ours and ranks:
                row["ours"] = compare(ours, ranks)
            ours = ours or ranks
            rows.append({"set": chosen.name, "system": name, "conditions": conditions, **row})
            print(_line(rows[-1]), flush=True)
    return rows


def _embed(chosen: Set, encoder: str, path: Path) -> float:
    opened = open_encoder(encoder, Settings().cache / "encoders")
    normal = [normalise(text) for text in chosen.corpus]
    start = time.perf_counter()
    np.save(path, embed(chosen, opened, normal))
    return time.perf_counter() - start


def _spawned(name: str, path: Path, vectors: Path, options: Options) -> dict[str, Any]:
    """Measure one system in a process of its own; what failed is said, not hidden."""
    command = [sys.executable, "-m", "evaluation.bench.public", str(path), "--only", name, "--vectors", str(vectors)]
    command += ["--encoder", options.encoder, "--queries", str(options.queries)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return {"fault": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]}
    measured: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


def _line(row: dict[str, Any]) -> str:
    if "fault" in row:
        return f"  {row['system']:16} failed: {row['fault']}"
    line = (
        f"  {row['system']:16} recall@1 {row['recall@1']:.3f} [{row['low']:.3f}, {row['high']:.3f}]  "
        f"MRR@{SHOWN} {row[f'MRR@{SHOWN}']:.3f}  "
        f"p50 {row['p50_ms']:.1f} ms  p99 {row['p99_ms']:.1f} ms  {row['per_second']:.0f}/s  "
        f"{row['memory_mib']:.0f} MiB  built in {row['built_s']:.1f} s"
    )
    if "ours" in row:
        ours = row["ours"]
        line += f"  ours {ours['ahead']:+.3f} [{ours['low']:+.3f}, {ours['high']:+.3f}] p {ours['p']:.3f}"
    return line


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    typer.run(main)
