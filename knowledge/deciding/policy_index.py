"""Policy indexes: for each value of the subject, the policies that may decide a case of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from knowledge.deciding.resolution import Resolution, settle
from knowledge.deciding.space import Axis, Space
from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.diagrams import Diagram, Diagrams
from knowledge.deciding.space.regions import meet
from knowledge.deciding.space.tables import ConditionRow, ConditionTable, DiagramReader
from knowledge.model.base import Base
from knowledge.model.entries import Policy


@dataclass(frozen=True)
class PolicyIndex:
    """The deciding policies of one subject, a row a box."""

    axes: tuple[Axis, ...]
    owners: tuple[str, ...]  # the policy of each row, in the order of the base
    rows: tuple[ConditionRow, ...]
    rows_of: Mapping[str, int]  # outcome -> the rows whose policies decide it

    @cached_property
    def table(self) -> ConditionTable:
        return ConditionTable.of(self.rows, self.axes)

    def alive(self, day: date, known: Mapping[int, int]) -> int:
        """Return the rows that exist on a day and accept what is known."""
        table = self.table
        alive = table.existing(day)
        for axis, position in known.items():
            if not alive:
                break
            if alive & table.columns[axis].restricts:
                alive &= table.accepting(axis, position)
        return alive

    def restricted(self, alive: int, axes: Iterable[int]) -> list[int]:
        """Return those of the axes that a condition of the rows names."""
        return [axis for axis in axes if alive & self.table.columns[axis].restricts]

    def policies(self, alive: int) -> tuple[str, ...]:
        """Return the policies of the rows, each once, in the order of the base."""
        return tuple(dict.fromkeys(self.owners[row] for row in bits(alive)))


def policy_indexes(base: Base, space: Space) -> tuple[PolicyIndex, ...]:
    """Return an index for each value of the subject, in the order of its axis."""
    size = space.axes[0].size
    owners: list[list[str]] = [[] for _ in range(size)]
    rows: list[list[ConditionRow]] = [[] for _ in range(size)]
    rows_of: list[dict[str, int]] = [{} for _ in range(size)]
    for name, policy in base.policies.items():
        if not policy.decide:
            continue
        for row in _rows(policy, space):
            inner = {axis: mask for axis, mask in row.box.items() if axis}
            for number in bits(row.box.get(0, space.axes[0].full)):
                bit = 1 << len(rows[number])
                owners[number].append(name)
                rows[number].append(ConditionRow(inner, row.first, row.last))
                for outcome in policy.decide:
                    rows_of[number][outcome] = rows_of[number].get(outcome, 0) | bit
    return tuple(PolicyIndex(space.axes, tuple(owners[n]), tuple(rows[n]), rows_of[n]) for n in range(size))


def _rows(policy: Policy, space: Space) -> list[ConditionRow]:
    channels = space.channels(policy.channels)
    met = (meet(box, channels) for box in space.region(policy.when))
    return [ConditionRow(box, policy.valid.from_, policy.valid.to) for box in met if box is not None]


class ResolvedIndex:
    """A index with the diagrams of its outcomes."""

    def __init__(self, index: PolicyIndex, diagrams: Diagrams[Resolution], base: Base) -> None:
        self.index = index
        self._base = base
        self._diagrams = diagrams
        self._readings: dict[str, DiagramReader[Resolution]] = {}

    def diagram(self, outcome: str, alive: int, unknown: Iterable[int]) -> Diagram[Resolution]:
        """Return what the outcome comes to where these rows accept what is known."""
        reading = self._readings.get(outcome)
        if reading is None:
            reading = self._readings[outcome] = DiagramReader(
                self.index.table, self._diagrams, lambda rows: self._settle(outcome, rows)
            )
        return reading.diagram(alive & self.index.rows_of.get(outcome, 0), unknown)

    def _settle(self, outcome: str, rows: int) -> Resolution:
        return settle(outcome, self.index.policies(rows), self._base.policies, self._base.outcomes)
