"""One search system measured on a set: what it finds, how fast, and with how much memory."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.bench.conditions import peak_mib
from evaluation.bench.peers import SYSTEMS
from evaluation.bench.search import DEPTH, Search
from evaluation.bench.sets import Query, Set
from evaluation.measures import reciprocal_rank
from evaluation.significance import compare_paired, mean_interval
from indexer.encoder import Encoder, open_encoder
from service.settings import Settings

SEED = 7
SHOWN = DEPTH - 1  # places that count; one more is asked for, in case the text itself is among them
WARM = 5  # queries before the clock runs


def measure(name: str, chosen: Set, encoder: str, vectors: Path) -> dict[str, Any]:
    """Build the system and ask it all queries, one after the other; memory is the peak of this whole process."""
    system = SYSTEMS[name]
    # A system that does without vectors opens neither an encoder nor vectors: they would be counted as its memory.
    opened: Any = open_encoder(encoder, Settings().cache / "encoders") if system.is_dense else None
    known: Any = np.load(vectors) if system.is_dense else None
    start = time.perf_counter()
    search = system.build(chosen.corpus, opened, known, chosen.is_answers)
    built_s = time.perf_counter() - start
    for query in chosen.queries[:WARM]:
        search(f"{query.text}。", DEPTH)
    ranks, spent = zip(*(_asked(search, query) for query in chosen.queries), strict=True)
    return {**_figures(ranks, spent), "memory_mib": peak_mib(), "built_s": built_s, "ranks": ranks}


def compare(ours: Sequence[int | None], theirs: Sequence[int | None]) -> dict[str, float]:
    """Return how much more often ours finds a right text first, with its interval and McNemar's p."""
    before, after = ([float(rank == 1) for rank in ranks] for ranks in (theirs, ours))
    found = compare_paired(before, after, [str(place) for place in range(len(ours))], SEED)
    return {"ahead": found.difference, "low": found.interval.low, "high": found.interval.high, "p": found.p}


def embed(chosen: Set, encoder: Encoder, normal: Sequence[str]) -> Any:
    """Return the vectors of a corpus in normal form, on the side of the encoder where its texts stand."""
    return encoder.encode_passages(normal) if chosen.is_answers else encoder.encode_queries(normal)


def _asked(search: Search, query: Query) -> tuple[int | None, float]:
    start = time.perf_counter()
    places = search(query.text, DEPTH)
    spent = time.perf_counter() - start
    shown = [place for place in places if place != query.itself][:SHOWN]
    return next((rank for rank, place in enumerate(shown, 1) if place in query.right), None), spent


def _figures(ranks: Sequence[int | None], spent: Sequence[float]) -> dict[str, Any]:
    first = [float(rank == 1) for rank in ranks]
    interval = mean_interval(first, [str(place) for place in range(len(first))], SEED)
    return {
        "recall@1": sum(first) / len(first),
        "low": interval.low,
        "high": interval.high,
        f"MRR@{SHOWN}": sum(reciprocal_rank(rank) for rank in ranks) / len(ranks),
        "p50_ms": float(np.percentile(spent, 50)) * 1000,
        "p99_ms": float(np.percentile(spent, 99)) * 1000,
        "per_second": len(spent) / sum(spent),
    }
