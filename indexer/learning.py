"""How a base becomes what a snapshot holds, and how its ranker is taught and opened again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from indexer.building import Train
from indexer.encoder import Encoder
from indexer.index import Index
from indexer.ranker.applicability import Applicability
from indexer.ranker.calibration import settled
from indexer.ranker.hearing import Hearer
from indexer.ranker.learned import Learned
from indexer.ranker.ranker import Ranker, Scales
from indexer.ranker.target_rows import TargetRows
from indexer.ranker.targets import Targets
from indexer.ranker.training import Lesson, teach
from indexer.retriever import Retriever
from indexer.snapshot import Snapshot
from knowledge.deciding.space import Space
from knowledge.model.base import Base
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.spellings import Spellings

_HERE = Path(__file__).parent
_READING = ("normal.py", "spellings.py", "noise.py")
_MADE_BY = (
    *("passages.py", "grams.py", "pinyin.py", "ranker", "learning.py", "names.py"),
    *(f"../knowledge/reading/{name}" for name in _READING),
)


def trainer(base: Base, encoder: Encoder, is_stopped: Callable[[], bool] = lambda: False) -> Train:
    """Return what teaches a ranker from an index of `base` and writes it into a folder; it raises StoppedError.

    It begins with what the ranker of a snapshot learned, where there is one.
    """

    def train(index: Index, folder: Path, before: Snapshot | None) -> None:
        begun = None if before is None else _learned(before.ranker).network
        teach(lesson(base, index, encoder, is_stopped), settled(encoder.name), begun).save(folder)

    return train


def retriever(base: Base, space: Space, snapshot: Snapshot, encoder: Encoder) -> Retriever:
    """Open the ranker of a snapshot over its index."""
    known = settled(encoder.name)
    learned = _learned(snapshot.ranker)
    calibration = known.calibration.with_power(learned.power)
    network = learned.network
    rows = TargetRows.of(snapshot.index, Targets.of_base(base), None if network is None else network.mean)
    scales = Scales(rows, network, Applicability(base, space), base.subject_values())
    ranker = Ranker(scales, learned.logit or known.logit, calibration)
    return Retriever(encoder, ranker, Hearer(base), calibration, Spellings(base.terms.spellings))


def learned_of(snapshot: Snapshot) -> Learned:
    """Return what the ranker of a snapshot learned."""
    return _learned(snapshot.ranker)


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


def lesson(
    base: Base,
    index: Index,
    encoder: Encoder,
    is_stopped: Callable[[], bool] = lambda: False,
    space: Space | None = None,
) -> Lesson:
    """Return what a ranker learns from: the questions of a base, and messages that nothing answers."""
    rows = TargetRows.of(index, Targets.of_base(base))
    asks = [row for row, passage in enumerate(index.passages) if passage.field == "ask" and rows.owners[row] >= 0]
    spellings, hearer, reader = Spellings(base.terms.spellings), Hearer(base), FactReader.of(base)
    outside = [spellings.normalise(text) for text in base.terms.out_of_scope]
    return Lesson(
        rows=rows,
        questions=np.asarray(asks, dtype=np.int64),
        texts=[*(spellings.normalise(index.passages[row].text) for row in asks), *outside],
        vectors=np.vstack([index.vectors.take(asks), encoder.encode_queries(outside)]),
        hear=lambda text: hearer.hear_alone(text, reader),
        applicability=Applicability(base, space or Space.of(base)),
        urgency=base.subject_values(),
        is_stopped=is_stopped,
    )
