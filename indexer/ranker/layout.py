"""Which rows of an index belong to which target, so that a score a row becomes a score a target in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.index import Index
from indexer.passages import Field, Passage
from indexer.ranker.targets import Target, target_of
from knowledge.model.base import Base

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_ASKED: frozenset[Field] = frozenset({"ask", "title", "name", "alias"})
_DENIED: frozenset[Field] = frozenset({"not_ask"})


@dataclass(frozen=True, slots=True)
class Group:
    """Rows in the order of their targets; `starts[i]` is the first row of target `owners[i]`."""

    rows: Rows
    starts: Rows
    owners: Rows

    @classmethod
    def of(cls, rows: Sequence[int], targets: Sequence[int]) -> Group:
        order = np.argsort(np.asarray(targets, dtype=np.int64), kind="stable")
        ordered = np.asarray(targets, dtype=np.int64)[order]
        owners, starts = np.unique(ordered, return_index=True)
        return cls(np.asarray(rows, dtype=np.int64)[order], starts.astype(np.int64), owners.astype(np.int64))

    def best(self, scores: Floats, size: int, floor: float) -> Floats:
        """Return the best score of each of `size` targets; `floor` where a target has no row."""
        found = np.full(size, floor, dtype=np.float32)
        if len(self.rows):
            found[self.owners] = np.maximum(np.maximum.reduceat(scores[self.rows], self.starts), floor)
        return found


@dataclass(frozen=True)
class Layout:
    """The targets of a base, the rows that ask for them, that deny them and that answer for them."""

    targets: tuple[Target, ...]
    asked: Group
    denied: Group
    answered: Group
    row_targets: Rows  # -1 for rows of entries that are never suggested
    index: Index
    mean: Vectors  # vectors of one encoder share a direction that tells nothing

    @classmethod
    def of(cls, index: Index, base: Base, mean: Vectors | None = None) -> Layout:
        """Lay out an index; `mean` is what a ranker took off its vectors, else that of the rows that ask."""
        known: dict[tuple[str, str], Target | None] = {
            (kind, key): target_of(base, kind, key, entry) for kind, key, entry in base.entries()
        }
        targets = tuple(sorted({target for target in known.values() if target is not None}))
        places = {target: place for place, target in enumerate(targets)}
        owners = [_place(known.get((passage.kind, passage.id)), places) for passage in index.passages]
        row_targets = np.asarray(owners, dtype=np.int64)

        def group(wanted: frozenset[Field], inverse: bool = False) -> Group:
            rows = [
                row
                for row, passage in enumerate(index.passages)
                if owners[row] >= 0 and _is_in(passage, wanted) != inverse
            ]
            return Group.of(rows, [owners[row] for row in rows])

        groups = (group(_ASKED), group(_DENIED), group(_ASKED | _DENIED, inverse=True))
        return cls(targets, *groups, row_targets, index, _mean(index, groups[0]) if mean is None else mean)

    @cached_property
    def places(self) -> Mapping[Target, int]:
        return {target: place for place, target in enumerate(self.targets)}

    def rows_of(self, kind: str, key: str) -> Rows:
        """Return the rows of one entry that ask for it."""
        return self._by_entry.get((kind, key), np.zeros(0, dtype=np.int64))

    @cached_property
    def _by_entry(self) -> Mapping[tuple[str, str], Rows]:
        rows: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(self.index.passages):
            if passage.field in _ASKED:
                rows.setdefault((passage.kind, passage.id), []).append(row)
        return {entry: np.asarray(found, dtype=np.int64) for entry, found in rows.items()}

    @cached_property
    def offsets(self) -> tuple[Floats, Floats]:
        """For each row its product with the mean, and its length once the mean is taken off."""
        matrix = self.index.vectors.matrix()
        along = (matrix @ self.mean).astype(np.float32)
        lengths = np.sqrt(np.maximum(1e-6, 1 - 2 * along + float(self.mean @ self.mean)))
        return along, lengths.astype(np.float32)

    def centred(self, queries: Vectors, similarities: Floats) -> Floats:
        """Return the cosine of each query (a row of unit length) with every row after the mean is taken off both."""
        along, lengths = self.offsets
        own = (queries @ self.mean)[:, None]
        square = float(self.mean @ self.mean)
        length = np.maximum(1e-3, np.sqrt(np.maximum(1e-6, 1 - 2 * own + square)))
        found = similarities - along
        found += square - own
        found /= lengths
        found /= length
        return np.asarray(found, dtype=np.float32)


def _mean(index: Index, asked: Group) -> Vectors:
    rows = asked.rows if len(asked.rows) else np.arange(len(index.passages))
    return np.asarray(index.vectors.take(rows.tolist()).mean(axis=0), dtype=np.float32)


def _place(target: Target | None, places: Mapping[Target, int]) -> int:
    return -1 if target is None else places[target]


def _is_in(passage: Passage, wanted: frozenset[Field]) -> bool:
    return passage.field in wanted
