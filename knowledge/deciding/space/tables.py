"""Tables: the boxes of many entries as rows of bits, so that a fact of a case strikes out rows with one AND."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from knowledge.deciding.space.axes import Axis, runs
from knowledge.deciding.space.diagrams import Diagram, Diagrams
from knowledge.deciding.space.regions import Box

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One box of an entry, and the days on which it exists; None leaves an end open."""

    box: Box
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ConditionColumn:
    """One axis of a table: which rows accept each run of positions, and which rows it restricts at all."""

    ends: tuple[int, ...]  # the last position of each run
    accept: tuple[int, ...]  # a bit a row
    restricts: int  # a bit a row


@dataclass(frozen=True, slots=True)
class ConditionTable:
    """Rows as bits, one column an axis, and the rows that exist from each day on."""

    columns: tuple[ConditionColumn, ...]
    days: tuple[date, ...]  # the days on which rows begin or have ended
    on: tuple[int, ...]  # the rows that exist before days[0], then from each day on

    @staticmethod
    def of(rows: Sequence[ConditionRow], axes: Sequence[Axis]) -> ConditionTable:
        """Return the table of the rows; row i is bit i."""
        columns = tuple(_column(rows, number, axis.size) for number, axis in enumerate(axes))
        return ConditionTable(columns, *_days(rows))

    def existing(self, day: date) -> int:
        """Return the rows that exist on a day."""
        return self.on[bisect_right(self.days, day)]

    def accepting(self, axis: int, position: int) -> int:
        """Return the rows that accept a position."""
        column = self.columns[axis]
        return column.accept[bisect_right(column.ends, position - 1)]


def _column(rows: Sequence[ConditionRow], axis: int, size: int) -> ConditionColumn:
    toggles = {0: 0}
    restricts = 0
    for number, row in enumerate(rows):
        mask = row.box.get(axis)
        bit = 1 << number
        if mask is None:
            toggles[0] ^= bit
            continue
        restricts |= bit
        for first, last in runs(mask):
            toggles[first] = toggles.get(first, 0) ^ bit
            if last + 1 < size:
                toggles[last + 1] = toggles.get(last + 1, 0) ^ bit
    starts = sorted(toggles)
    accept: list[int] = []
    here = 0
    for start in starts:
        here ^= toggles[start]
        accept.append(here)
    return ConditionColumn((*(start - 1 for start in starts[1:]), size - 1), tuple(accept), restricts)


def _days(rows: Sequence[ConditionRow]) -> tuple[tuple[date, ...], tuple[int, ...]]:
    toggles: dict[date, int] = {}
    here = 0
    for number, row in enumerate(rows):
        bit = 1 << number
        if row.first is None:
            here |= bit
        else:
            toggles[row.first] = toggles.get(row.first, 0) ^ bit
        if row.last is not None and row.last < date.max:
            after = date.fromordinal(row.last.toordinal() + 1)
            toggles[after] = toggles.get(after, 0) ^ bit
    days = sorted(toggles)
    on = [here]
    for day in days:
        here ^= toggles[day]
        on.append(here)
    return tuple(days), tuple(on)


@dataclass(slots=True)
class DiagramReader(Generic[T]):
    """What the rows that accept a case come to, as a diagram: `settle` says it for a set of rows."""

    table: ConditionTable
    diagrams: Diagrams[T]
    settle: Callable[[int], T]
    foresee: Callable[[int, int], T | None] | None = None  # what rows come to, from those that surely accept and all
    _seen: dict[tuple[int, int], Diagram[T]] = field(default_factory=dict)

    def diagram(self, alive: int, unknown: Iterable[int]) -> Diagram[T]:
        """Return what the rows `alive` come to, as a function of the unknown axes (in rising order)."""
        columns = self.table.columns
        return self._diagram(alive, tuple(axis for axis in unknown if alive & columns[axis].restricts))

    def _diagram(self, alive: int, unknown: tuple[int, ...]) -> Diagram[T]:
        columns = self.table.columns
        turning = restricted = 0
        first = -1
        rest = unknown
        for place, axis in enumerate(unknown):
            restricts = alive & columns[axis].restricts
            if restricts:
                if first < 0:
                    first, rest = axis, unknown[place + 1 :]
                turning |= 1 << axis
                restricted |= restricts
        key = (alive, turning)
        found = self._seen.get(key)
        if found is None:
            known = None if self.foresee is None else self.foresee(alive & ~restricted, alive)
            found = self._split(alive, first, rest) if known is None else self.diagrams.leaf(known)
            self._seen[key] = found
            self.diagrams.remembered += 1
        return found

    def _split(self, alive: int, axis: int, rest: tuple[int, ...]) -> Diagram[T]:
        if axis < 0:
            return self.diagrams.leaf(self.settle(alive))
        column = self.table.columns[axis]
        ends: list[int] = []
        below: list[Diagram[T]] = []
        previous = -1
        for end, accept in zip(column.ends, column.accept, strict=True):
            here = alive & accept
            if here == previous:
                ends[-1] = end
                continue
            previous = here
            ends.append(end)
            below.append(self._diagram(here, rest))
        return self.diagrams.node(axis, ends, below)
