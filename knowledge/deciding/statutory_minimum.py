"""Floors: the least that statutes ask for in a case, whatever a policy decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from knowledge.deciding.space import Box, Space
from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.diagrams import Diagrams, leaves_within
from knowledge.deciding.space.tables import ConditionRow, ConditionTable, DiagramReader
from knowledge.model.base import Base


@dataclass(frozen=True, slots=True)
class StatutoryMinimum:
    """The least favourable value that the law allows for an outcome, and the statutes that ask for it; None: any."""

    outcome: str
    value: str | None
    statutes: tuple[str, ...] = ()


class StatutoryMinimums:
    """The statutes of a base, compiled."""

    def __init__(self, base: Base, space: Space) -> None:
        self._base = base
        self._channel = space.channel
        rows = [
            (name, ConditionRow(box)) for name, statute in base.statutes.items() for box in space.region(statute.when)
        ]
        self._owners = [name for name, _ in rows]
        self._table = ConditionTable.of([row for _, row in rows], space.axes)
        diagrams: Diagrams[StatutoryMinimum] = Diagrams()
        self._readings = {
            outcome: DiagramReader(self._table, diagrams, partial(self._highest, outcome)) for outcome in base.outcomes
        }
        self._rows_of = {
            outcome: sum(1 << row for row, name in enumerate(self._owners) if outcome in base.statutes[name].floor)
            for outcome in base.outcomes
        }

    def reached(self, outcome: str, known: Mapping[int, int], box: Box) -> frozenset[StatutoryMinimum]:
        """Return every floor that the cases in the box have where these axes take these positions."""
        alive = self._rows_of[outcome]
        for axis, position in known.items():
            alive &= self._table.accepting(axis, position)
        unknown = [axis for axis in range(self._channel) if axis not in known]
        return leaves_within(self._readings[outcome].diagram(alive, unknown), box)

    def _highest(self, outcome: str, rows: int) -> StatutoryMinimum:
        floors = {
            name: self._base.statutes[name].floor[outcome]
            for name in dict.fromkeys(self._owners[row] for row in bits(rows))
        }
        if not floors:
            return StatutoryMinimum(outcome, None)
        favour = self._base.outcomes[outcome].favour
        best = max(floors.values(), key=favour)
        return StatutoryMinimum(
            outcome, best, tuple(name for name, value in floors.items() if favour(value) == favour(best))
        )
