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
        rows_of = np.asarray(found, dtype=np.int64)
        self._is_large = layout.index.vectors.size > EXACT
        alone = np.flatnonzero((rows_of < 0) | self._is_large)
        self._vectors = examples.vectors[alone] if examples else None
        # where each question stands in the cosines of the rows with those of the questions that are no row behind them
        self._places = rows_of.copy()
        self._places[alone] = layout.index.vectors.size + np.arange(len(alone))

    def similarities(self, queries: Vectors) -> Floats:
        """Return a row a query with the similarity of every row of the index.

        In a large index that is the similarity of the nearest rows, and their least for the rest.
        """
        if not self._is_large:
            return self._index.vectors.similarities(queries)
        return _nearby(self._index, queries)

    def near(self, queries: Vectors, cosines: Floats) -> Floats:
        """Return a row a query with its centred cosine with every question learned from.

        `cosines` are those of the index's rows.
        """
        if self._examples is None or self._vectors is None:
            return np.empty((len(queries), 0), dtype=np.float32)
        alone = self._examples.centred(queries) @ self._vectors.T
        return np.take(np.hstack([cosines, alone]), self._places, axis=1)


def _nearby(index: Index, queries: Vectors) -> Floats:
    found = index.vectors.search(queries, NEAREST)
    similarities = np.empty((len(queries), index.vectors.size), dtype=np.float32)
    for row, near in zip(similarities, found, strict=True):
        row[:] = near.scores.min(initial=1.0)
        row[near.rows] = near.scores
    return similarities
