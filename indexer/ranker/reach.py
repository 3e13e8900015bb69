"""The nearness of a message to everything it is held against, from as few products of vectors as it takes."""

from __future__ import annotations

import numpy as np

from indexer.encoder import Vectors
from indexer.index import Index
from indexer.ranker.kernel import Examples
from indexer.ranker.layout import Floats, Layout
from indexer.vectors import EXACT
from knowledge.reading.normal import normalise

NEAREST = 400  # rows that are looked up in an index too large to compare one by one


class Reach:
    """An index and the questions that were learned from: a question that stands in both is compared once."""

    def __init__(self, layout: Layout, examples: Examples | None) -> None:
        self._index = layout.index
        self._examples = examples
        rows: dict[str, int] = {}
        for row, passage in enumerate(layout.index.passages):
            if passage.role == "query":
                rows.setdefault(normalise(passage.text), row)
        found = [rows.get(text, -1) for text in examples.texts] if examples else []
        self._rows = np.asarray(found, dtype=np.int64)
        self._is_large = layout.index.vectors.size > EXACT
        self._alone = np.flatnonzero((self._rows < 0) | self._is_large)
        self._shared = np.flatnonzero((self._rows >= 0) & (not self._is_large))
        self._vectors = examples.vectors[self._alone] if examples else None

    def similarities(self, query: Vectors) -> Floats:
        """Return the similarity of every row; in a large index that of the nearest, and their least for the rest."""
        if not self._is_large:
            return self._index.vectors.similarities(query)
        return nearby(self._index, query)

    def near(self, query: Vectors, cosines: Floats) -> Floats:
        """Return the centred cosine of the query with every question learned from; `cosines` are those of the rows."""
        if self._examples is None or self._vectors is None:
            return np.zeros(0, dtype=np.float32)
        near = np.empty(len(self._rows), dtype=np.float32)
        near[self._shared] = cosines[self._rows[self._shared]]
        near[self._alone] = self._vectors @ self._examples.centred(query)
        return near


def nearby(index: Index, query: Vectors) -> Floats:
    near = index.vectors.search(query[None, :], NEAREST)[0]
    similarities = np.full(index.vectors.size, near.scores.min(initial=1.0), dtype=np.float32)
    similarities[near.rows] = near.scores
    return similarities
