"""How many of the ten nearest the inverted index finds, against the exact search, and what each costs.

python -m evaluation.bench.vectors [--rows N] [--texts FILE.jsonl ...]

Vectors are those of sentences (of the files, or of the embedded base) by the light encoder; where there are fewer than
asked for, further ones lie between two of them.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from evaluation.bench.conditions import machine, versions
from evaluation.bench.encoder import texts_of
from indexer import vectors
from indexer.encoder import Vectors
from indexer.encoders.light import open_light
from indexer.vectors import Near, Part, VectorIndex

_QUERIES = 500
NEAREST = 10
SEED = 7
PROBES = (16, 32, 64, 128, 256)


def main(
    rows: int = 100_000,
    texts: Annotated[list[Path] | None, typer.Option(help="JSON lines with `text`; repeatable")] = None,
) -> None:
    """Measure the index of vectors by the number of lists that it looks into."""
    sentences = sorted({part for text in texts_of(texts or ()) for part in re.split("[。！？!?；;\n]", text) if part})
    drawn, queries = _vectors(sentences[: rows + _QUERIES], rows)
    real = min(len(sentences) - _QUERIES, rows)
    print(
        f"{machine()} | {versions('faiss-cpu')} | rows:{len(drawn)} of {drawn.shape[1]} ({real} sentences) | "
        f"queries:{len(queries)} | encoder:use | seed:{SEED}"
    )
    exact = VectorIndex.of(drawn, exact=len(drawn))
    truth = exact.search(queries, NEAREST)
    print(f"exact             p50 {_milliseconds(exact, queries):6.2f} ms")
    start = time.perf_counter()
    part = Part.of(drawn, exact=0)
    built = time.perf_counter() - start
    inverted = VectorIndex([(part, np.arange(len(drawn)))])
    for probes in PROBES:
        found = _with_probes(probes, lambda: (inverted.search(queries, NEAREST), _milliseconds(inverted, queries)))
        print(f"lists, {probes:4} probes p50 {found[1]:6.2f} ms | recall@10 {_recall(found[0], truth):.4f}")
    print(f"looked into while serving: {vectors.probes(part.lists)} of {part.lists} lists")
    print(f"the lists were made in {built:.1f} s")


def _with_probes(probes: int, measure: Callable[[], tuple[list[Near], float]]) -> tuple[list[Near], float]:
    before = vectors.PROBED, vectors.PROBES
    try:
        vectors.PROBED, vectors.PROBES = 1.0, probes
        return measure()
    finally:
        vectors.PROBED, vectors.PROBES = before


def _vectors(sentences: list[str], count: int) -> tuple[Vectors, Vectors]:
    random = np.random.default_rng(SEED)
    found = open_light().encode_passages(sentences)[random.permutation(len(sentences))]
    queries, rows = found[:_QUERIES], found[_QUERIES:]
    missing = max(0, count - len(rows))
    pairs = random.integers(0, len(rows), (missing, 2))
    between = rows[pairs[:, 0]] + random.uniform(0.2, 1, (missing, 1)).astype(np.float32) * rows[pairs[:, 1]]
    between /= np.linalg.norm(between, axis=1, keepdims=True)
    return np.concatenate([rows, between])[:count], queries


def _recall(found: list[Near], truth: list[Near]) -> float:
    shared = [len(set(one.rows.tolist()) & set(other.rows.tolist())) for one, other in zip(found, truth, strict=True)]
    return sum(shared) / (NEAREST * len(truth))


def _milliseconds(index: VectorIndex, queries: Vectors) -> float:
    spent = []
    for query in queries[:200]:
        start = time.perf_counter()
        index.search(query[None, :], NEAREST)
        spent.append(1000 * (time.perf_counter() - start))
    return float(np.median(spent))


if __name__ == "__main__":
    typer.run(main)
