"""How a base becomes what a snapshot holds, and how its ranker is taught and opened again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from indexer.building import Train
from indexer.encoder import Encoder
from indexer.index import Index
from indexer.ranker.calibration import settled
from indexer.ranker.layout import Layout
from indexer.ranker.learned import Learned
from indexer.ranker.ranker import Hearer, Ranker
from indexer.ranker.targets import ISSUE
from indexer.ranker.training import SEED, Lesson, pair_text, teach
from indexer.retriever import Retriever
from indexer.snapshot import Snapshot
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from knowledge.reading.spellings import Spellings

PAIRS = 300  # messages with two matters, made of two questions each
_HERE = Path(__file__).parent
_MADE_BY = ("passages.py", "lexical.py", "ranker", "learning.py", "names.py", "../knowledge/reading/normal.py")


def trainer(base: Base, encoder: Encoder) -> Train:
    """Return what teaches a ranker from an index of `base` and writes it into a folder."""

    def train(index: Index, folder: Path) -> None:
        teach(lesson(base, index, encoder), settled(encoder.name).choice).save(folder)

    return train


def retriever(base: Base, snapshot: Snapshot, encoder: Encoder) -> Retriever:
    """Open the ranker of a snapshot over its index."""
    calibration = settled(encoder.name).calibration
    learned = _learned(snapshot.ranker)
    layout = Layout.of(snapshot.index, base, learned.examples.mean if learned.examples else None)
    ranker = Ranker(base, layout, learned, calibration)
    return Retriever(encoder, ranker, calibration, Spellings(base.terms.spellings))


@lru_cache(maxsize=2)  # after an edit the ranker is the one before
def _learned(folder: Path) -> Learned:
    return Learned.load(folder)


@cache
def code_version() -> str:
    """Return a hash of the code that makes passages and rankers: a snapshot of other code is stale."""
    digest = hashlib.sha256()
    for name in _MADE_BY:
        path = (_HERE / name).resolve()
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def lesson(base: Base, index: Index, encoder: Encoder) -> Lesson:
    """Return what a ranker learns from: the questions of a base, what nothing answers, and messages of two matters."""
    layout = Layout.of(index, base)
    asks = [
        row for row, passage in enumerate(index.passages) if passage.field == "ask" and layout.row_targets[row] >= 0
    ]
    rows = np.asarray(asks, dtype=np.int64)
    pairs = tuple(_pairs(layout, rows))
    outside = base.terms.out_of_scope
    return Lesson(
        layout=layout,
        rows=rows,
        outside=outside,
        outside_vectors=encoder.encode_queries([normalise(text) for text in outside]),
        pairs=pairs,
        pair_vectors=encoder.encode_queries([normalise(pair_text(layout, one, other)) for one, other in pairs]),
        hear=Hearer(base).hear,
        urgency=base.subject_values(),
    )


def _pairs(layout: Layout, rows: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield pairs of questions of different issues, the same ones for the same base."""
    about_issues = [int(row) for row in rows if layout.targets[layout.row_targets[row]][0] == ISSUE]
    if len({int(layout.row_targets[row]) for row in about_issues}) < 2:
        return
    generator = np.random.default_rng(SEED)
    made = 0
    while made < min(PAIRS, len(about_issues)):
        one, other = (int(row) for row in generator.choice(about_issues, 2, replace=False))
        if layout.row_targets[one] != layout.row_targets[other]:
            made += 1
            yield one, other
