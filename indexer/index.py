"""Passages with their vectors and their grams, under one numbering, in memory.

An index is made of segments that never change. The first holds what was there when it was built; an edit strikes rows
out and puts what is new into a second, small one. So an edit to a large base costs what was edited.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from indexer.columns import Columns
from indexer.encoder import Encoder, Progress, Vectors, quiet
from indexer.grams import Floats, GramRows
from indexer.passages import Passage, Role
from indexer.vectors import EXACT, ColumnIndex, Halves, Part, Rows, VectorIndex

Normalise = Callable[[str], str]
Embed = Callable[[Sequence[Passage]], Halves]  # one unit row a passage
GONE = -1

_TAKEN = 4096  # vectors that are copied at a time
_BATCH = 256  # passages between two reports of progress


@dataclass(frozen=True, slots=True)
class Segment:
    """Passages, and in the same order their vectors and grams."""

    passages: tuple[Passage, ...]
    part: Part
    grams: GramRows

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        vectors: Vectors | Halves,
        normalise: Normalise,
        weights: Floats | None = None,
        exact: int = EXACT,
    ) -> "Segment":
        grams = GramRows.of([normalise(passage.text) for passage in passages], weights)
        return cls(tuple(passages), Part.of(vectors, exact), grams)


@dataclass(frozen=True)
class Index:
    """What is searched. Row r of `passages`, `vectors` and `likeness` is the same passage."""

    segments: tuple[tuple[Segment, Rows], ...]  # each with the row of its passages here, or GONE
    columns: Columns | None = None  # of the encoder whose vectors are searched, where several are joined; None for all

    @classmethod
    def of(cls, segment: Segment) -> "Index":
        return cls(((segment, np.arange(len(segment.passages), dtype=np.int64)),))

    @classmethod
    def placed(cls, segments: Sequence[tuple[Segment, Sequence[int]]]) -> "Index":
        """Number the passages through; each segment comes with the places of those that are gone."""
        placed: list[tuple[Segment, Rows]] = []
        row = 0
        for segment, gone in segments:
            alive = np.ones(len(segment.passages), dtype=bool)
            alive[np.asarray(gone, dtype=np.int64)] = False
            places = np.where(alive, row + np.cumsum(alive) - 1, GONE).astype(np.int64)
            placed.append((segment, places))
            row += int(alive.sum())
        return cls(tuple(placed))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(
            passage
            for segment, places in self.segments
            for passage, place in zip(segment.passages, places.tolist(), strict=True)
            if place != GONE
        )

    @cached_property
    def vectors(self) -> VectorIndex:
        whole = VectorIndex([(segment.part, places) for segment, places in self.segments])
        return whole if self.columns is None else ColumnIndex(whole, self.columns)

    def likeness(self, asked: Floats, rows: Rows) -> Floats:
        """Return the cosine of the grams of each of `rows` with `asked`, a dense row of buckets, higher is nearer."""
        found = np.zeros(len(rows), dtype=np.float32)
        segments, places = self.vectors.homes
        for number, (segment, _) in enumerate(self.segments):
            here = np.flatnonzero(segments[rows] == number)
            found[here] = segment.grams.likeness(asked, places[rows[here]])
        return found

    def grams(self, rows: Rows) -> csr_array:
        """Return the grams of rows, a unit row each over the buckets, in this order."""
        segments, places = self.vectors.homes
        order: list[Rows] = []
        found = []
        for number, (segment, _) in enumerate(self.segments):
            here = np.flatnonzero(segments[rows] == number)
            order.append(here)
            found.append(segment.grams.matrix(places[rows[here]]))
        return csr_array(vstack(found, format="csr"))[np.argsort(np.concatenate(order), kind="stable")]

    @property
    def rarity(self) -> Floats:
        """The weight of each bucket of grams: that of the first segment, which later ones share."""
        return self.segments[0][0].grams.weights

    def gone(self) -> tuple[tuple[int, ...], ...]:
        """Return for each segment the places of its passages that are gone."""
        return tuple(tuple(np.flatnonzero(places == GONE).tolist()) for _, places in self.segments)

    def edited(self, wanted: Sequence[Passage], embed: Embed, normalise: Normalise) -> "Index":
        """Return an index of just the wanted passages that shares the first segment with this one.

        It finds what a new index of them finds, in another order of rows, and the rarity of grams is still that of the
        first segment.
        """
        first, _ = self.segments[0]
        needed = set(wanted)
        kept = {passage for passage in first.passages if passage in needed}
        gone = [place for place, passage in enumerate(first.passages) if passage not in needed]
        added = [passage for passage in wanted if passage not in kept]
        if not added:
            return Index.placed([(first, gone)])
        extra = Segment.of(added, embed(added), normalise, first.grams.weights)
        return Index.placed([(first, gone), (extra, ())])


def embedding(encoder: Encoder, normalise: Normalise, known: Index | None = None, progress: Progress = quiet) -> Embed:
    """Return how passages get their vectors: from `known` where it has the same text on the same side, else encoded."""

    def embed(passages: Sequence[Passage]) -> Halves:
        vectors = np.zeros((len(passages), encoder.dimensions), dtype=np.float16)
        rows = _rows_by_text(known, passages) if known else {}
        new: dict[tuple[Role, str], list[int]] = {}
        old: dict[int, int] = {}
        for place, passage in enumerate(passages):
            row = rows.get((passage.role, passage.text))
            if row is None:
                new.setdefault((passage.role, passage.text), []).append(place)
            else:
                old[place] = row
        if known and old:
            places, found = np.array(list(old)), np.array(list(old.values()))
            for start in range(0, len(places), _TAKEN):
                some = slice(start, start + _TAKEN)
                vectors[places[some]] = known.vectors.take(found[some])
        _encode_into(vectors, new, encoder, normalise, progress)
        return vectors

    return embed


def _rows_by_text(known: Index, passages: Sequence[Passage]) -> dict[tuple[Role, str], int]:
    texts = {passage.text for passage in passages}
    return {(passage.role, passage.text): row for row, passage in enumerate(known.passages) if passage.text in texts}


def _encode_into(
    vectors: Halves, new: dict[tuple[Role, str], list[int]], encoder: Encoder, normalise: Normalise, progress: Progress
) -> None:
    todo = sorted(new, key=lambda one: (one[0], len(one[1]), one[1]))
    for start in range(0, len(todo), _BATCH):
        batch = todo[start : start + _BATCH]
        for role, encode in (("query", encoder.encode_queries), ("passage", encoder.encode_passages)):
            keys = [key for key in batch if key[0] == role]
            for key, vector in zip(keys, encode([normalise(text) for _, text in keys]), strict=True):
                vectors[new[key]] = vector
        progress(f"reading {len(todo)} passages", min(1.0, (start + _BATCH) / len(todo)))


def dump_passages(passages: Sequence[Passage]) -> bytes:
    """Return the passages as JSON, by column: a tenth of the time to read that a line each takes."""
    columns = {name: [getattr(passage, name) for passage in passages] for name in Passage.__slots__}
    return json.dumps(columns, ensure_ascii=False, sort_keys=True).encode()


def load_passages(raw: bytes) -> tuple[Passage, ...]:
    columns = json.loads(raw)
    paths = map(tuple, columns["path"])
    return tuple(map(Passage, columns["kind"], columns["id"], columns["field"], columns["text"], paths))
