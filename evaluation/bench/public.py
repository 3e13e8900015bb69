"""Our index beside bm25s, the dense encoder alone, rapidfuzz, txtai and semantic-router on public sets, in one run.

python -m evaluation.bench.public SET [SET ...] [--encoder use] [--queries 500] [--out FILE.json]

A SET is a folder with corpus.jsonl (id, text) and queries.jsonl (id, text, relevant), or a file of labelled pairs (TSV,
CSV or JSONL: two texts and a label). Each system runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.bench.conditions import machine
from evaluation.bench.peers import SYSTEMS, installed
from evaluation.bench.sets import Set, read_set
from evaluation.measures import reciprocal_rank
from evaluation.problem import EvaluationError
from evaluation.run import write_text
from evaluation.significance import mean_interval
from indexer.encoder import open_encoder
from knowledge.reading.normal import normalise
from service.settings import Settings

SEED = 7
WARM = 5  # queries before the clock runs


def main() -> None:
    options = _options()
    try:
        if options.only:
            _one(options)
        else:
            _all(options)
    except EvaluationError as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(2)


def _all(options: argparse.Namespace) -> None:
    found: list[dict[str, Any]] = []
    missing = [name for name in SYSTEMS if name not in installed()]
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (pip install 'yizhi[bench]')")
    for path in options.sets:
        chosen = read_set(path, options.queries)
        conditions = (
            f"{machine()} | set:{chosen.name} texts:{len(chosen.corpus)} queries:{len(chosen.queries)} | "
            f"encoder:{options.encoder} | one thread | seed:{SEED}"
        )
        print(conditions)
        with tempfile.TemporaryDirectory() as folder:
            vectors = Path(folder) / "corpus.npy"
            print(
                f"  the corpus was embedded in {_embed(chosen, options.encoder, vectors):.1f} s, once for all",
                flush=True,
            )
            for name in installed():
                row = {
                    "set": chosen.name,
                    "system": name,
                    "conditions": conditions,
                    **_spawned(name, path, vectors, options),
                }
                found.append(row)
                print(_line(row), flush=True)
    if options.out:
        write_text(options.out, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _embed(chosen: Set, encoder: str, path: Path) -> float:
    opened = open_encoder(encoder, Settings().cache / "encoders")
    texts = [normalise(text) for text in chosen.corpus]
    start = time.perf_counter()
    np.save(path, opened.encode_passages(texts) if chosen.is_answers else opened.encode_queries(texts))
    return time.perf_counter() - start


def _spawned(name: str, path: Path, vectors: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one system in a process of its own; what failed is said, not hidden."""
    command = [sys.executable, "-m", "evaluation.bench.public", str(path), "--only", name, "--vectors", str(vectors)]
    command += ["--encoder", options.encoder, "--queries", str(options.queries)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return {"fault": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]}
    measured: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


def _one(options: argparse.Namespace) -> None:
    """Measure one system and print one line of JSON."""
    chosen = read_set(options.sets[0], options.queries)
    encoder = open_encoder(options.encoder, Settings().cache / "encoders")
    vectors = np.load(options.vectors)
    build, _ = SYSTEMS[options.only]
    start = time.perf_counter()
    search = build(chosen.corpus, encoder, vectors, chosen.is_answers)
    built_s = time.perf_counter() - start
    for query in chosen.queries[:WARM]:
        search(f"{query.text}。", 10)
    ranks: list[int | None] = []
    spent: list[float] = []
    for query in chosen.queries:
        start = time.perf_counter()
        places = search(query.text, 10)
        spent.append(time.perf_counter() - start)
        ranks.append(next((rank for rank, place in enumerate(places, 1) if place in query.right), None))
    print(json.dumps(_figures(ranks, spent, built_s)))


def _figures(ranks: Sequence[int | None], spent: Sequence[float], built_s: float) -> dict[str, Any]:
    first = [float(rank == 1) for rank in ranks]
    groups = [str(place) for place in range(len(first))]
    interval = mean_interval(first, groups, SEED)
    return {
        "recall@1": sum(first) / len(first),
        "low": interval.low,
        "high": interval.high,
        "MRR@10": sum(reciprocal_rank(rank) for rank in ranks) / len(ranks),
        "p50_ms": float(np.percentile(spent, 50)) * 1000,
        "p99_ms": float(np.percentile(spent, 99)) * 1000,
        "per_second": len(spent) / sum(spent),
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "built_s": built_s,
    }


def _line(row: dict[str, Any]) -> str:
    if "fault" in row:
        return f"  {row['system']:16} failed: {row['fault']}"
    return (
        f"  {row['system']:16} recall@1 {row['recall@1']:.3f} [{row['low']:.3f}, {row['high']:.3f}]  "
        f"MRR@10 {row['MRR@10']:.3f}  "
        f"p50 {row['p50_ms']:.1f} ms  p99 {row['p99_ms']:.1f} ms  {row['per_second']:.0f}/s  "
        f"{row['memory_mib']:.0f} MiB  built in {row['built_s']:.1f} s"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--encoder", default="e5-small")
    parser.add_argument("--queries", type=int, default=500, help="of each set the first")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=tuple(SYSTEMS), help=argparse.SUPPRESS)
    parser.add_argument("--vectors", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
