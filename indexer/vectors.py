"""Nearest vectors by FAISS, which nothing else touches.

Rows are kept in half precision: a cosine differs by less than 0.001, memory is half, and so is the time of a search,
which is that of reading rows. Up to EXACT rows every row is compared. Above, an inverted index of 1.5√n lists looks
into a share of them; its recall against the exact search is measured in `evaluation/bench/vectors.py`.
"""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import faiss as _faiss
import numpy as np
import numpy.typing as npt

from indexer.columns import Columns
from indexer.encoder import Vectors

EXACT = 10_000  # rows: half a millisecond on one core at 512 dimensions
LISTS = 1.5  # times the root of the rows
PROBED = 0.22  # share of the lists that a query looks into, and PROBES at most
PROBES = 128
_ROUNDS = 8  # of k-means: more find no more
_TRAINING = 64  # rows a list to learn the lists from
SEED = 7

faiss: Any = _faiss  # Any: its annotations leave out what it accepts

Rows = npt.NDArray[np.int64]
Halves = npt.NDArray[np.float16]

_TAKEN = 8192  # rows that are widened at a time


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest rows of one query, nearest first; equal scores by row."""

    rows: Rows
    scores: Vectors  # inner product of unit rows: cosine similarity, -1 to 1, higher is nearer


class Part:
    """Vectors that stay as they are, searched by FAISS; some of its rows may be gone from the index that uses it."""

    def __init__(self, matrix: Halves, index: Any) -> None:
        self.matrix = matrix
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors | Halves, exact: int = EXACT) -> "Part":
        matrix = vectors.astype(np.float16, copy=False)
        return cls(matrix, _flat(matrix) if len(matrix) <= exact else _inverted(matrix))

    @classmethod
    def load(cls, matrix: Halves, raw: bytes | None) -> "Part":
        if raw is None:
            return cls(matrix, _flat(matrix))
        return cls(matrix, faiss.deserialize_index(np.frombuffer(raw, dtype=np.uint8)))

    @property
    def lists(self) -> int:
        """How many lists an inverted index has; 0 where every row is compared."""
        return getattr(self._index, "nlist", 0)

    def dump(self) -> bytes | None:
        """Return the index as bytes; None where the matrix alone gives it again."""
        if isinstance(self._index, faiss.IndexScalarQuantizer):
            return None
        return bytes(faiss.serialize_index(self._index).tobytes())

    def search(self, queries: Vectors, k: int, alive: npt.NDArray[np.uint8] | None) -> tuple[Vectors, Rows]:
        """Return scores and rows as FAISS gives them; `alive` has a bit for each row that may be found."""
        faiss.omp_set_num_threads(1)  # of the thread that asks: queries run beside each other, not each on all cores
        chosen = None if alive is None else faiss.IDSelectorBitmap(alive)
        if isinstance(self._index, faiss.IndexScalarQuantizer):
            how = faiss.SearchParameters(sel=chosen)
        else:
            how = faiss.SearchParametersIVF(sel=chosen, nprobe=probes(self.lists))
        scores, rows = self._index.search(queries, k, params=how)
        return scores, rows

    def similarities(self, queries: Vectors) -> Vectors:
        """Return a row a query and the similarity of every row."""
        found = np.empty((len(queries), len(self.matrix)), dtype=np.float32)
        for start in range(0, len(self.matrix), _TAKEN):
            some = slice(start, start + _TAKEN)
            found[:, some] = queries @ self.matrix[some].astype(np.float32).T
        return found


class VectorIndex:
    """Parts under one numbering: row r of the index is where a part's `places` says r; -1 is a row that is gone."""

    def __init__(self, parts: Sequence[tuple[Part, Rows]]) -> None:
        self._parts = [(part, places, _bits(places)) for part, places in parts]
        self.size = sum(int((places >= 0).sum()) for _, places in parts)

    @classmethod
    def of(cls, matrix: Vectors | Halves, exact: int = EXACT) -> "VectorIndex":
        return cls([(Part.of(matrix, exact), np.arange(len(matrix), dtype=np.int64))])

    def search(self, queries: Vectors, k: int) -> list[Near]:
        """Return the nearest rows of each query; fewer than `k` if there are fewer."""
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if not len(queries):
            return []
        found = [
            (*part.search(queries, min(k, len(places)), alive), places)
            for part, places, alive in self._parts
            if len(places)
        ]
        return [
            _merged([(scores[at], rows[at], places) for scores, rows, places in found], k) for at in range(len(queries))
        ]

    def similarities(self, queries: Vectors) -> Vectors:
        """Return a row a query and the similarity of every row of the index, exactly."""
        found = [(part.similarities(queries), places) for part, places, _ in self._parts if len(places)]
        return placed(found, len(queries), self.size)

    def take(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of these rows, in this order."""
        wanted = np.asarray(rows, dtype=np.int64)
        numbers, places = self.homes
        taken = np.zeros((len(wanted), self._width), dtype=np.float32)
        for number, (part, _, _) in enumerate(self._parts):
            here = np.flatnonzero(numbers[wanted] == number)
            taken[here] = part.matrix[places[wanted[here]]]
        return taken

    @property
    def _width(self) -> int:
        return self._parts[0][0].matrix.shape[1] if self._parts else 0

    @cached_property
    def homes(self) -> tuple[npt.NDArray[np.int8], Rows]:
        """For each row the number of its part, and its place there."""
        numbers, homes = np.zeros(self.size, dtype=np.int8), np.zeros(self.size, dtype=np.int64)
        for number, (_, places, _) in enumerate(self._parts):
            alive = np.flatnonzero(places >= 0)
            numbers[places[alive]], homes[places[alive]] = number, alive
        return numbers, homes

    def matrix(self) -> Vectors:
        """Return the vectors of all rows, in order."""
        return self.take(range(self.size))


class ColumnIndex(VectorIndex):
    """The vectors of one of several joined encoders, found through the index of them all: nothing is kept twice.

    Where an inverted index is looked into, its lists are those of the joined vectors.
    """

    def __init__(self, whole: VectorIndex, columns: Columns) -> None:
        self._parts = whole._parts
        self.size = whole.size
        self._columns = columns

    def search(self, queries: Vectors, k: int) -> list[Near]:
        return super().search(self._columns.padded(queries, self._width), k)

    def similarities(self, queries: Vectors) -> Vectors:
        return super().similarities(self._columns.padded(queries, self._width))

    def take(self, rows: Sequence[int] | Rows) -> Vectors:
        return self._columns.of(super().take(rows))


def placed(found: Sequence[tuple[Vectors, Rows]], queries: int, size: int) -> Vectors:
    """Return scores of parts, a row a query, under the numbering of the whole; a place of -1 is a row that is gone."""
    if len(found) == 1 and found[0][0].shape[1] == size:
        return found[0][0]
    scores = np.zeros((queries, size), dtype=np.float32)
    for own, places in found:
        here = places >= 0
        scores[:, places[here]] = own[:, here]
    return scores


def _flat(matrix: Halves) -> Any:
    width = matrix.shape[1]
    index = faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    codes = np.ascontiguousarray(matrix).view(np.uint8).reshape(-1)  # its codes are the rows themselves
    faiss.copy_array_to_vector(codes, index.codes)
    index.ntotal = len(matrix)
    return index


def _inverted(matrix: Halves) -> Any:
    count, width = matrix.shape
    lists = round(LISTS * math.sqrt(count))
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    half = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(width), width, lists, half, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.seed = SEED
    index.cp.niter = _ROUNDS
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = _TRAINING
    sample = np.random.default_rng(SEED).permutation(count)[: _TRAINING * lists]
    index.train(matrix[np.sort(sample)].astype(np.float32))
    for start in range(0, count, _TAKEN):
        index.add(matrix[start : start + _TAKEN].astype(np.float32))
    return index


def probes(lists: int) -> int:
    """Return how many of so many lists a query looks into."""
    return min(PROBES, math.ceil(PROBED * lists))


def _bits(places: Rows) -> npt.NDArray[np.uint8] | None:
    return None if (places >= 0).all() else np.packbits(places >= 0, bitorder="little")


def _merged(found: Sequence[tuple[Vectors, Rows, Rows]], k: int) -> Near:
    # FAISS fills missing places with row -1, which NumPy would read as the last row.
    real = [(scores[rows >= 0], places[rows[rows >= 0]]) for scores, rows, places in found]
    if not real:
        return Near(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    scores = np.concatenate([one for one, _ in real])
    rows = np.concatenate([one for _, one in real])
    order = np.lexsort((rows, -scores))[:k]
    return Near(rows[order], scores[order])
