"""Texts as weighted terms (TF-IDF, unit length), and their similarity to one query."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array

from indexer.lexical import summed
from indexer.ranker.layout import Floats

_BLOCK = 1000


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a collection with their weights, and the collection as unit rows over them."""

    columns: dict[str, int]
    weights: Floats  # by column: higher is rarer
    rows: csc_array  # texts by columns

    def similar(self, texts: Sequence[Sequence[str]], share: float = 1.0) -> Floats:
        """Return a row a text: `share` times the cosine of its terms with every row; zeros for one without any."""
        return summed([self._vector(terms, share) for terms in texts], self.rows.T)

    def add_kernel(self, into: Floats, share: float) -> None:
        """Add `share` times the cosine of every text with every other, a block of rows at a time to bound memory."""
        rows = csr_array(self.rows)
        others = csc_array(rows.T)
        for start in range(0, rows.shape[0], _BLOCK):
            into[start : start + _BLOCK] += share * (rows[start : start + _BLOCK] @ others).toarray()

    def arrays(self, name: str) -> dict[str, Any]:
        """Return what `of_arrays` reads."""
        rows = self.rows
        parts = {
            "data": rows.data,
            "indices": rows.indices,
            "indptr": rows.indptr,
            "shape": np.array(rows.shape),
            "weights": self.weights,
        }
        return {f"{name}_{part}": array for part, array in parts.items()}

    @classmethod
    def of_arrays(cls, name: str, arrays: Mapping[str, Any], words: Sequence[str]) -> Terms:
        """Read what `arrays` gave under a name, and the terms in the order of their columns."""
        parts = (arrays[f"{name}_data"], arrays[f"{name}_indices"], arrays[f"{name}_indptr"])
        rows = csc_array(parts, shape=tuple(arrays[f"{name}_shape"]))
        return cls({term: place for place, term in enumerate(words)}, arrays[f"{name}_weights"], rows)

    def _vector(self, terms: Sequence[str], share: float) -> list[tuple[int, float]]:
        known = [(self.columns[term], count) for term, count in Counter(terms).items() if term in self.columns]
        values = [(place, (1 + math.log(count)) * float(self.weights[place])) for place, count in known]
        length = math.sqrt(sum(value * value for _, value in values)) or 1.0
        return [(place, share * value / length) for place, value in values]


def terms_of(texts: Sequence[Sequence[str]]) -> Terms:
    """Weigh the terms of texts: sublinear counts, smoothed inverse document frequency (scikit-learn's formula)."""
    counted = [Counter(terms) for terms in texts]
    holding = Counter(term for counts in counted for term in counts)
    columns = {term: place for place, term in enumerate(sorted(holding))}
    weights = np.array([math.log((1 + len(texts)) / (1 + holding[term])) + 1 for term in columns], dtype=np.float32)
    places = [columns[term] for counts in counted for term in counts]
    values = [(1 + math.log(count)) * weights[columns[term]] for counts in counted for term, count in counts.items()]
    starts = np.cumsum([0, *(len(counts) for counts in counted)])
    cells = (np.array(values, dtype=np.float32), np.array(places, dtype=np.int32), starts)
    rows = csr_array(cells, shape=(len(texts), len(columns)))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    lengths[lengths == 0] = 1
    return Terms(columns, weights, csc_array(rows.multiply((1 / lengths)[:, None]).astype(np.float32)))
