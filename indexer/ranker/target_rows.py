"""Which rows of an index ask for a target, deny it or answer for it, and how near the rows found for a message are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.index import Index
from indexer.passages import Field
from indexer.ranker.targets import Target, Targets

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_TAKEN = 4096  # vectors that are copied at a time
_ASKED: frozenset[Field] = frozenset({"ask", "title", "name", "alias"})


class Side(IntEnum):
    """What a row says of its target."""

    ASKED = 0
    DENIED = 1
    ANSWERED = 2


@dataclass(frozen=True)
class TargetRows:
    """The rows of an index by target; `mean` is what is taken off every vector before they are compared."""

    targets: Targets
    index: Index
    mean: Vectors
    owners: Rows  # the place of each row's script; -1 for rows of entries that are never suggested
    sides: Rows

    @classmethod
    def of(cls, index: Index, targets: Targets, mean: Vectors | None = None) -> TargetRows:
        """Take an index; `mean` is what a network took off its vectors, else that of the rows that ask."""
        places = targets.places
        owners = np.array([places.get((one.kind, one.id), -1) for one in index.passages], dtype=np.int64)
        sides = np.array([_side(passage.field) for passage in index.passages], dtype=np.int64)
        return cls(targets, index, _mean(index, sides) if mean is None else mean, owners, sides)

    def rows_of(self, target: Target) -> Rows:
        """Return the rows that ask for a script."""
        place = self.targets.places.get(target)
        rows, starts = self._asking
        return rows[:0] if place is None else rows[starts[place] : starts[place + 1]]

    def centred(self, query: Vectors, rows: Rows, similarities: Floats) -> Floats:
        """Return the cosine of a query (unit length) with `rows` after the mean is taken off both."""
        along, lengths = self._offsets
        own, square = float(query @ self.mean), float(self.mean @ self.mean)
        length = max(1e-3, float(np.sqrt(max(1e-6, 1 - 2 * own + square))))
        return np.asarray((similarities - along[rows] + (square - own)) / (lengths[rows] * length), dtype=np.float32)

    @cached_property
    def _offsets(self) -> tuple[Floats, Floats]:
        """For each row its product with the mean, and its length once the mean is taken off."""
        along = self.index.vectors.similarities(self.mean[None, :])[0]
        lengths = np.sqrt(np.maximum(1e-6, 1 - 2 * along + float(self.mean @ self.mean)))
        return along, lengths.astype(np.float32)

    @cached_property
    def _asking(self) -> tuple[Rows, Rows]:
        """The rows that ask, script after script, and where those of each script begin."""
        asking = np.flatnonzero((self.sides == Side.ASKED) & (self.owners >= 0))
        rows = asking[np.argsort(self.owners[asking], kind="stable")]
        return rows, np.searchsorted(self.owners[rows], np.arange(len(self.targets.scripts) + 1))


def _mean(index: Index, sides: Rows) -> Vectors:
    asked = np.flatnonzero(sides == Side.ASKED)
    rows = asked if len(asked) else np.arange(len(index.passages))
    # some at a time: a copy of all vectors is as large as the index
    portions = np.array_split(rows, 1 + len(rows) // _TAKEN)
    sums = [index.vectors.take(some).sum(axis=0, dtype=np.float64) for some in portions]
    return np.asarray(np.sum(sums, axis=0) / max(1, len(rows)), dtype=np.float32)


def _side(field: Field) -> Side:
    return Side.ASKED if field in _ASKED else Side.DENIED if field == "not_ask" else Side.ANSWERED
