"""Texts as weighted character n-grams (TF-IDF, unit length), and their similarity to one query."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array

Floats = npt.NDArray[np.float32]

_LONGEST = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """The n-grams of a collection with their weights, and the collection as unit rows over them."""

    columns: dict[str, int]
    weights: Floats  # by column: higher is rarer
    rows: csc_array  # texts by columns

    def similar(self, text: str) -> Floats:
        """Return the cosine of `text` (in normal form) with every row; a text without known n-grams has zeros."""
        places, values = self._vector(text)
        scores = np.zeros(self.rows.shape[0], dtype=np.float32)
        starts, rows, data = self.rows.indptr, self.rows.indices, self.rows.data
        for place, value in zip(places, values, strict=True):
            part = slice(starts[place], starts[place + 1])
            scores[rows[part]] += data[part] * value
        return scores

    def _vector(self, text: str) -> tuple[list[int], list[float]]:
        counts = Counter(_grams(text))
        known = [(self.columns[gram], count) for gram, count in counts.items() if gram in self.columns]
        values = [(1 + math.log(count)) * float(self.weights[place]) for place, count in known]
        length = math.sqrt(sum(value * value for value in values)) or 1.0
        return [place for place, _ in known], [value / length for value in values]


def terms_of(texts: Sequence[str]) -> Terms:
    """Weigh the n-grams of `texts` (in normal form): sublinear counts, smoothed inverse document frequency."""
    counted = [Counter(_grams(text)) for text in texts]
    holding = Counter(gram for counts in counted for gram in counts)
    columns = {gram: place for place, gram in enumerate(sorted(holding))}
    weights = np.array([math.log((1 + len(texts)) / (1 + holding[gram])) + 1 for gram in columns], dtype=np.float32)
    places = [columns[gram] for counts in counted for gram in counts]
    values = [(1 + math.log(count)) * weights[columns[gram]] for counts in counted for gram, count in counts.items()]
    starts = np.cumsum([0, *(len(counts) for counts in counted)])
    rows = csr_array(
        (np.array(values, dtype=np.float32), np.array(places, dtype=np.int32), starts), shape=(len(texts), len(columns))
    )
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    lengths[lengths == 0] = 1
    scaled = rows.multiply((1 / lengths)[:, None]).astype(np.float32)
    return Terms(columns, weights, csc_array(scaled))


def _grams(text: str) -> list[str]:
    padded = f" {text} "
    return [
        padded[at : at + size]
        for size in range(1, _LONGEST + 1)
        for at in range(len(padded) - size + 1)
        if padded[at : at + size] != " "
    ]
