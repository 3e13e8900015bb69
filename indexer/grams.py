"""What texts have in common, letter for letter and sound for sound: n-grams hashed into buckets and weighed by rarity.

Characters, pairs and triples of them keep spelling; pairs and triples of syllables keep what is misspelt by sound.
Hashing (Weinberger et al. 2009) needs no vocabulary, so a text that comes later has its grams at once, and the learner
has one row a bucket at any number of texts.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from indexer.pinyin import syllables

BUCKETS = 1 << 17

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


def grams(text: str) -> list[str]:
    """Return the n-grams of one to three characters of a text in normal form, and of two and three syllables."""
    padded = f" {text} "
    letters = [
        padded[at : at + size]
        for size in (1, 2, 3)
        for at in range(len(padded) - size + 1)
        if padded[at : at + size] != " "
    ]
    spoken = syllables(text)
    return letters + ["~".join(spoken[at : at + size]) for size in (2, 3) for at in range(len(spoken) - size + 1)]


def rarity(texts: Sequence[str]) -> Floats:
    """Return a weight a bucket, higher where fewer of `texts` have it (smoothed inverse document frequency)."""
    return _rarity(_Counted.of(texts))


def matrix(texts: Sequence[str], weights: Floats) -> csr_array:
    """Return texts as unit rows over buckets (sublinear counts times rarity); one without grams is zeros."""
    return _weighed(_Counted.of(texts), weights)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Texts as rows of buckets with how often each occurs, in flat arrays: a dictionary a text would be 10 KB."""

    starts: npt.NDArray[np.int64]
    places: Ints
    counts: Floats

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        starts, places, counts = array("q", [0]), array("i"), array("f")
        for text in texts:
            found = Counter(map(_bucket, grams(text)))
            places.extend(found.keys())
            counts.extend(found.values())
            starts.append(len(places))
        return cls(np.array(starts), np.array(places, dtype=np.int32), np.array(counts, dtype=np.float32))


@lru_cache(maxsize=1 << 15)
def _bucket(gram: str) -> int:
    return crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS


def _rarity(counted: _Counted) -> Floats:
    holding = np.bincount(counted.places, minlength=BUCKETS)
    return (np.log(len(counted.starts) / (1 + holding)) + 1).astype(np.float32)


def _weighed(counted: _Counted, weights: Floats) -> csr_array:
    starts, sizes = counted.starts, np.diff(counted.starts)
    values = (1 + np.log(counted.counts)) * weights[counted.places]
    lengths = np.sqrt(np.add.reduceat(np.append(values * values, 0), np.minimum(starts[:-1], len(values))))
    values /= np.repeat(np.where(sizes > 0, np.maximum(lengths, 1e-9), 1), sizes).astype(np.float32)
    return csr_array((values, counted.places, starts), shape=(len(sizes), BUCKETS))


@dataclass(frozen=True, slots=True)
class GramRows:
    """The grams of many texts as unit rows, and the rarity that they are weighed by."""

    starts: npt.NDArray[np.int64]  # row r has its buckets and weights at starts[r] to starts[r + 1]
    places: Ints
    values: npt.NDArray[np.float16]  # half precision: at a million texts they are half a gigabyte else
    weights: Floats  # rarity by bucket

    @classmethod
    def of(cls, texts: Sequence[str], weights: Floats | None = None) -> Self:
        """Take texts in normal form; `weights` are those of the collection that they are an addition to."""
        counted = _Counted.of(texts)
        known = _rarity(counted) if weights is None else weights
        rows = _weighed(counted, known)
        return cls(rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data.astype(np.float16), known)

    def likeness(self, asked: Floats, rows: npt.NDArray[np.int64]) -> Floats:
        """Return the cosine of each of `rows` with `asked`, a dense row of BUCKETS; 0 where nothing is shared."""
        flat, sizes = self._cells(rows)
        products = np.append(asked[self.places[flat]] * self.values[flat], np.float32(0))
        starts = np.cumsum(sizes) - sizes
        found = np.add.reduceat(products, np.minimum(starts, len(flat))) if len(rows) else products[:0]
        return np.where(sizes > 0, found, 0).astype(np.float32)

    def matrix(self, rows: npt.NDArray[np.int64]) -> csr_array:
        """Return `rows` as `matrix` gives them."""
        flat, sizes = self._cells(rows)
        starts = np.cumsum([0, *sizes.tolist()])
        values = self.values[flat].astype(np.float32)
        return csr_array((values, self.places[flat], starts), shape=(len(rows), BUCKETS))

    def _cells(self, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return where the cells of `rows` stand, row after row, and how many each has."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(sizes)
        flat = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts[rows] - ends + sizes, sizes)
        return flat, sizes

    def dump(self) -> bytes:
        written = BytesIO()
        np.savez(
            written,
            starts=self.starts,
            places=self.places,
            values=self.values,
            weights=self.weights,
        )
        return written.getvalue()

    @classmethod
    def load(cls, raw: bytes) -> Self:
        with np.load(BytesIO(raw), allow_pickle=False) as stored:
            return cls(stored["starts"], stored["places"], stored["values"], stored["weights"])
