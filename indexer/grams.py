"""What texts have in common, letter for letter and sound for sound: n-grams hashed into buckets and weighed by rarity.

Characters, pairs and triples of them keep spelling; pairs and triples of syllables keep what is misspelt by sound.
Hashing (Weinberger et al. 2009) needs no vocabulary, so a text that comes later has its grams at once, and the learner
has one row a bucket at any number of texts.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

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
    holding = np.zeros(BUCKETS, dtype=np.int64)
    for text in texts:
        holding[list(_counted(text))] += 1
    return (np.log((1 + len(texts)) / (1 + holding)) + 1).astype(np.float32)


def matrix(texts: Sequence[str], weights: Floats) -> csr_array:
    """Return texts as unit rows over buckets (sublinear counts times rarity); one without grams is zeros."""
    counted = [_counted(text) for text in texts]
    starts = np.cumsum([0, *map(len, counted)])
    places = np.fromiter((bucket for counts in counted for bucket in counts), np.int32, starts[-1])
    values = np.fromiter((1 + math.log(count) for counts in counted for count in counts.values()), np.float32)
    values *= weights[places]
    lengths = np.sqrt(np.add.reduceat(np.append(values * values, 0), np.minimum(starts[:-1], len(values))))
    counts = np.diff(starts)
    values /= np.repeat(np.where(counts > 0, np.maximum(lengths, 1e-9), 1), counts).astype(np.float32)
    return csr_array((values, places, starts), shape=(len(texts), BUCKETS))


@dataclass(frozen=True, slots=True)
class GramRows:
    """The grams of many texts as unit rows, and the rarity that they are weighed by."""

    starts: npt.NDArray[np.int64]  # row r has its buckets and weights at starts[r] to starts[r + 1]
    places: Ints
    values: Floats
    weights: Floats  # rarity by bucket

    @classmethod
    def of(cls, texts: Sequence[str], weights: Floats | None = None) -> Self:
        """Take texts in normal form; `weights` are those of the collection that they are an addition to."""
        known = rarity(texts) if weights is None else weights
        rows = matrix(texts, known)
        return cls(rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data, known)

    def likeness(self, asked: Floats, rows: npt.NDArray[np.int64]) -> Floats:
        """Return the cosine of each of `rows` with `asked`, a dense row of BUCKETS; 0 where nothing is shared."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(sizes)
        flat = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts[rows] - ends + sizes, sizes)
        products = np.append(asked[self.places[flat]] * self.values[flat], np.float32(0))
        found = np.add.reduceat(products, np.minimum(ends - sizes, len(flat))) if len(rows) else products[:0]
        return np.where(sizes > 0, found, 0).astype(np.float32)

    def dump(self) -> bytes:
        written = BytesIO()
        np.savez(
            written,
            starts=self.starts,
            places=self.places,
            values=self.values.astype(np.float16),
            weights=self.weights,
        )
        return written.getvalue()

    @classmethod
    def load(cls, raw: bytes) -> Self:
        with np.load(BytesIO(raw), allow_pickle=False) as stored:
            values = stored["values"].astype(np.float32)
            return cls(stored["starts"], stored["places"], values, stored["weights"])


def _counted(text: str) -> Counter[int]:
    return Counter(zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS for gram in grams(text))
