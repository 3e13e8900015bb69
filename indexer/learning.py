"""How a base becomes what a snapshot holds, and how its ranker is taught."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from indexer.building import Train
from indexer.composition import compositions
from indexer.encoder import Encoder, Vectors
from indexer.index import Index
from indexer.ranker.applicability import Applicability
from indexer.ranker.calibration import settled
from indexer.ranker.evidence import Heard
from indexer.ranker.hearing import Hearer
from indexer.ranker.learned import Expectation, Learned
from indexer.ranker.lesson import Lesson, PlacedComposition
from indexer.ranker.network import centred
from indexer.ranker.target_rows import TargetRows
from indexer.ranker.targets import ISSUE, Targets
from indexer.ranker.training import FEW, Effort, teach, tried_out
from indexer.snapshot import Snapshot
from knowledge.deciding.space import Space
from knowledge.lexicons.messages import lent_questions, lent_silence
from knowledge.model.base import Base
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.spellings import Spellings

_OUTSIDE = "outside"
_NAMING = ("title", "name", "alias")  # fields that name what an entry is about
_TAKEN = 4096  # vectors
_LENT = 60  # questions of the product that a value of the subject takes at most
_NEAR = 0.6  # centred cosine with a question of the base from which a message of the product may be one of its own
_SILENT = 3  # messages of the product that nothing answers, at most so many times the questions of the base
_HERE = Path(__file__).parent
_READING = ("normal.py", "spellings.py", "noise.py")
_MADE_BY = (
    *("passages.py", "grams.py", "pinyin.py", "ranker", "learning.py", "composition.py", "columns.py", "names.py"),
    *(f"../knowledge/reading/{name}" for name in _READING),
)


def trainer(
    base: Base, encoder: Encoder, is_stopped: Callable[[], bool] = lambda: False, effort: Effort = Effort.WHOLE
) -> Train:
    """Return what teaches a ranker from an index of `base` and writes it into a folder; it raises StoppedError.

    It begins with what the ranker of a snapshot learned, where there is one; `effort` is that of one from nothing.
    """

    def train(index: Index, folder: Path, before: Snapshot | None) -> None:
        begun = None if before is None else learned_of(before)
        outside = _outside(base, encoder, None if before is None else before.ranker)
        taught = lesson(base, index, encoder, is_stopped, outside=outside)
        teach(taught, settled(encoder.name), begun, effort).save(folder)
        outside.save(folder)

    return train


def expectation_of(base: Base, snapshot: Snapshot, encoder: Encoder, attempt: bool) -> Expectation | None:
    """Return how the ranker is expected to do, from when it was taught; with `attempt` it is tried again."""
    if not attempt:
        return learned_of(snapshot).expectation
    outside = Outside.load(snapshot.ranker)
    return tried_out(lesson(base, snapshot.index, encoder, outside=outside), settled(encoder.name)).expectation


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


@dataclass(frozen=True, slots=True)
class Outside:
    """What is learned from and stands in no index, in normal form, with its vectors; kept beside what was learned.

    It is the messages that nothing answers, those that the product lends, and those that are put together of questions.
    """

    texts: tuple[str, ...]
    vectors: Vectors

    def save(self, folder: Path) -> None:
        np.save(folder / f"{_OUTSIDE}.npy", self.vectors)
        (folder / f"{_OUTSIDE}.json").write_text(json.dumps(self.texts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Outside:
        texts = json.loads((folder / f"{_OUTSIDE}.json").read_text(encoding="utf-8"))
        return cls(tuple(texts), np.load(folder / f"{_OUTSIDE}.npy"))


def _outside(base: Base, encoder: Encoder, ranker: Path | None) -> Outside:
    """Return the messages that are learned from and are no questions of the base; known vectors stay."""
    normalise = Spellings(base.terms.spellings).normalise
    lent = [*(lent_silence(base) if _has_few(base) else ()), *(text for text, _ in _questions(base))]
    messages = (normalise(text) for text in (*base.terms.out_of_scope, *lent))
    texts = tuple(dict.fromkeys([*messages, *(one.text for one in compositions(base, normalise))]))
    known = Outside((), np.zeros((0, encoder.dimensions), dtype=np.float32)) if ranker is None else Outside.load(ranker)
    rows = {text: row for row, text in enumerate(known.texts)}
    new = [text for text in texts if text not in rows]
    vectors = np.zeros((len(texts), encoder.dimensions), dtype=np.float32)
    is_new = np.array([text not in rows for text in texts], dtype=bool)
    if new:
        vectors[is_new] = encoder.encode_queries(new)
    vectors[~is_new] = known.vectors[[rows[text] for text in texts if text in rows]]
    return Outside(texts, vectors)


def _has_few(base: Base) -> bool:
    return sum(len(entry.asks) for _, _, entry in base.entries()) <= FEW


def _questions(base: Base) -> Iterator[tuple[str, str]]:
    """Yield what the product lends to a base with few questions, each with its value of the subject."""
    return lent_questions(base, _LENT) if _has_few(base) else iter(())


def _silent(base: Base, asked: Vectors | None, known: Outside, normalise: Callable[[str], str]) -> list[int]:
    """Return the places of what nothing answers: the base's own messages, and the product's that are far from it."""
    places = {text: place for place, text in enumerate(known.texts)}
    own = list(dict.fromkeys(places[normalise(text)] for text in base.terms.out_of_scope))
    if asked is None or not len(asked):
        return own
    others = list(dict.fromkeys(places[normalise(text)] for text in lent_silence(base)).keys() - set(own))
    if not others:
        return own
    mean = asked.mean(axis=0)
    nearest = (centred(known.vectors[others], mean) @ centred(asked, mean).T).max(axis=1)
    far = [place for place, cosine in zip(others, nearest.tolist(), strict=True) if cosine < _NEAR]
    # the same ones after an edit: what was learned stands
    return own + sorted(far, key=lambda place: crc32(known.texts[place].encode()))[: _SILENT * len(asked)]


def lesson(
    base: Base,
    index: Index,
    encoder: Encoder,
    is_stopped: Callable[[], bool] = lambda: False,
    space: Space | None = None,
    outside: Outside | None = None,
) -> Lesson:
    """Return what a ranker learns from: the questions of a base, and messages that nothing answers."""
    rows = TargetRows.of(index, Targets.of_base(base))
    asks, naming = _rows_of(rows, ("ask",)), _rows_of(rows, _NAMING)
    normalise = Spellings(base.terms.spellings).normalise
    known = outside or _outside(base, encoder, None)
    places = {text: place for place, text in enumerate(known.texts)}
    groups = rows.targets.group_places
    lent = [(normalise(text), groups[ISSUE, one]) for text, one in _questions(base) if (ISSUE, one) in groups]
    silent = _silent(base, index.vectors.take(asks) if _has_few(base) else None, known, normalise)
    others = [*silent, *(places[text] for text, _ in lent)]
    composed = _placed(base, rows, asks, normalise)
    ends = np.cumsum([len(asks), len(others), len(naming), len(composed)]).tolist()
    vectors = np.empty((ends[-1], encoder.dimensions), dtype=np.float16)
    for start in range(0, len(asks), _TAKEN):  # some at a time: all of them in full precision are as large as the index
        some = asks[start : start + _TAKEN]
        vectors[start : start + len(some)] = index.vectors.take(some)
    vectors[len(asks) : ends[1]] = known.vectors[others]
    vectors[ends[1] : ends[2]] = index.vectors.take(naming)
    vectors[ends[2] :] = known.vectors[[places[one.text] for one in composed]]
    readers = cache(lambda: (Hearer(base), FactReader.of(base)))

    def hear(text: str) -> Heard:
        hearer, reader = readers()
        return hearer.hear_alone(text, reader)

    return Lesson(
        rows=rows,
        questions=asks,
        outside=[known.texts[place] for place in silent],
        vectors=vectors,
        normalise=normalise,
        hear=hear,
        applicability=cache(lambda: Applicability(base, space or Space.of(base))),
        urgency=base.subject_values(),
        widths=encoder.widths,
        is_stopped=is_stopped,
        lent=lent,
        naming=naming,
        composed=composed,
    )


def _placed(
    base: Base, rows: TargetRows, asks: npt.NDArray[np.int64], normalise: Callable[[str], str]
) -> list[PlacedComposition]:
    """Return the compositions of a base, each with the places of its questions."""
    passages = rows.index.passages
    places = {
        ((passages[row].kind, passages[row].id), passages[row].text): place for place, row in enumerate(asks.tolist())
    }
    return [
        PlacedComposition(one.text, places[one.target, one.ask], places[one.other, one.beside])
        for one in compositions(base, normalise)
    ]


def _rows_of(rows: TargetRows, fields: Collection[str]) -> npt.NDArray[np.int64]:
    """Return the rows of an index that hold these fields of a script."""
    is_one = np.array([passage.field in fields for passage in rows.index.passages], dtype=bool)
    return np.flatnonzero(is_one & (rows.owners >= 0))
