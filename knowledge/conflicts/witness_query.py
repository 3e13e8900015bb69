"""Queries: a question about the policies that apply to a case, and the smallest case in which the answer is yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.conflicts.compiled_policies import DAYS, CompiledPolicies, CompiledPolicy
from knowledge.conflicts.conflict import Witness
from knowledge.conflicts.minimal_assignment import AssignmentSearch
from knowledge.deciding.space.axes import Axis, bits, runs
from knowledge.deciding.space.diagrams import Diagrams, Leaf
from knowledge.deciding.space.tables import ConditionRow, ConditionTable, DiagramReader
from knowledge.model.facts import Value


@dataclass(frozen=True, slots=True)
class CasePositions:
    """A case as positions: a day, a left and a right channel (one and the same for most kinds), and facts."""

    day: int
    left: int
    right: int
    facts: Mapping[int, tuple[int, int]]  # axis -> the run of positions from which its value is taken

    @property
    def size(self) -> tuple[int, int]:
        """How small the case is: the fewest facts first, then the earliest day."""
        return len(self.facts), self.day


@dataclass(frozen=True)
class WitnessQuery:
    """A question about which of the policies apply on the left channel and on the right one, bit i for policies[i]."""

    compiled: CompiledPolicies
    outcomes: tuple[str, ...]  # those for which this is the question
    policies: Sequence[CompiledPolicy]
    shows: Callable[[int, int], bool]
    channels: Sequence[tuple[int, int]]  # left and right, in the order of preference
    days: int = (1 << DAYS) - 1
    given: Mapping[int, int] = field(default_factory=dict)  # axis -> position that every case has
    least: int = 0  # facts that every answer needs, as far as is known
    needs: int = 0  # those of the policies without which the answer is no
    spoils: int = 0  # those of the policies with which the answer is no, unless one of `unless` applies
    unless: int = 0
    needs_right: int = 0  # the same on the right channel, where it is another one
    spoils_right: int = 0

    def smallest(self) -> CasePositions | None:
        """Return a smallest case in which the answer is yes; None where it is always no."""
        best: CasePositions | None = None
        tried: set[int] = set()
        for day in self._days():
            for left, right in self.channels:
                alive = self._alive(day, left, right)
                if alive in tried:
                    continue
                tried.add(alive)
                most = None if best is None else len(best.facts) - len(self.given) - 1
                found = self._search.least(self._reading.diagram(alive, self._unknown), most)
                if found is None:
                    continue
                facts = {axis: (position, position) for axis, position in self.given.items()}
                facts.update({axis: (first, last) for axis, first, last in found})
                best = CasePositions(day, left, right, facts)
                if len(facts) <= self.least:
                    return best
        return best

    def is_shown(self, case: CasePositions) -> bool:
        """Say whether the answer is yes in every completion of a case."""
        if not self.days >> case.day & 1 or any(axis not in case.facts for axis in self.given):
            return False
        unknown = [axis for axis in self._unknown if axis not in case.facts]
        diagram = self._reading.diagram(self._narrowed(case), unknown)
        return isinstance(diagram, Leaf) and diagram.value

    def applying(self, case: CasePositions) -> list[tuple[int, ...]]:
        """Return which policies, by number, apply on the left channel: one row for each way to complete a case."""
        reading = DiagramReader(self._table, Diagrams[int](), lambda alive: self._members(alive)[0])
        reached = reading.diagram(
            self._narrowed(case), [axis for axis in self._unknown if axis not in case.facts]
        ).leaves
        return sorted(tuple(bits(members)) for members in reached)

    def _narrowed(self, case: CasePositions) -> int:
        alive = self._alive(case.day, case.left, case.right)
        for axis, (first, last) in case.facts.items():
            alive &= self._table.accepting(axis, _position_of(self.compiled.space.axes[axis], first, last))
        return alive

    @cached_property
    def _owners(self) -> list[int]:
        return [number for number, part in enumerate(self.policies) for _ in part.region]

    @cached_property
    def _two_sided(self) -> bool:
        return any(left != right for left, right in self.channels)

    @cached_property
    def _table(self) -> ConditionTable:
        rows = [ConditionRow(box) for part in self.policies for box in part.region]
        return ConditionTable.of([*rows, *rows] if self._two_sided else rows, self.compiled.space.axes[:-1])

    @cached_property
    def _unknown(self) -> list[int]:
        columns = enumerate(self._table.columns)
        return [axis for axis, column in columns if column.restricts and axis not in self.given]

    @cached_property
    def _reading(self) -> DiagramReader[bool]:
        return DiagramReader(self._table, self._search.diagrams, self._settle, self._refuted)

    def _settle(self, alive: int) -> bool:
        return self.shows(*self._members(alive))

    def _refuted(self, sure: int, alive: int) -> bool | None:
        """Say no early: a member that is needed cannot apply any more, or one that spoils surely does."""
        needs, spoils, unless = self._roles
        if any(not alive & rows for rows in needs):
            return False
        return False if sure & spoils and not alive & unless else None

    @cached_property
    def _roles(self) -> tuple[list[int], int, int]:
        """The rows of each member that is needed, of all that spoil, and of those that excuse them."""
        rows_of = [0] * len(self.policies)
        for row, owner in enumerate(self._owners):
            rows_of[owner] |= 1 << row
        count = len(self._owners)
        needs = [rows_of[member] for member in bits(self.needs)]
        needs += [rows_of[member] << count for member in bits(self.needs_right)]
        spoils, unless = (sum(rows_of[member] for member in bits(members)) for members in (self.spoils, self.unless))
        return needs, spoils | sum(rows_of[member] for member in bits(self.spoils_right)) << count, unless

    @cached_property
    def _search(self) -> AssignmentSearch:
        return AssignmentSearch(Diagrams())

    def _members(self, alive: int) -> tuple[int, int]:
        count = len(self._owners)
        left = right = 0
        for row in bits(alive):
            if row < count:
                left |= 1 << self._owners[row]
            else:
                right |= 1 << self._owners[row - count]
        return left, right if self._two_sided else left

    def _alive(self, day: int, left: int, right: int) -> int:
        """Return the rows that the day, the channels and what is given leave; the right channel's stand above."""
        alive = 0
        count = len(self._owners)
        for row, owner in enumerate(self._owners):
            part = self.policies[owner]
            if part.days >> day & 1:
                if part.channels >> left & 1:
                    alive |= 1 << row
                if self._two_sided and part.channels >> right & 1:
                    alive |= 1 << (row + count)
        for axis, position in self.given.items():
            alive &= self._table.accepting(axis, position)
        return alive

    def _days(self) -> list[int]:
        """Return the first day of each stretch on which the same of the policies exist."""
        starts = {first for first, _ in runs(self.days)}
        for days in {part.days for part in self.policies}:
            for first, last in runs(days):
                starts.update((first, last + 1))
        return sorted(day for day in starts if day < DAYS and self.days >> day & 1)


def smallest(queries: Iterable[WitnessQuery]) -> dict[tuple[str, ...], CasePositions]:
    """Return the smallest case of each query that can be shown, by its outcomes."""
    return {query.outcomes: case for query in queries if (case := query.smallest()) is not None}


def queries_by_case(
    queries: Sequence[WitnessQuery], cases_found: Mapping[tuple[str, ...], CasePositions]
) -> Iterator[tuple[CasePositions, list[WitnessQuery]]]:
    """Yield as few smallest cases as show every query that can be shown, each with all the queries that it shows."""
    able = [query for query in queries if query.outcomes in cases_found]
    covered: set[tuple[str, ...]] = set()
    for query in sorted(able, key=lambda one: cases_found[one.outcomes].size):
        if query.outcomes in covered:
            continue
        case = cases_found[query.outcomes]
        shown = [other for other in able if other is query or other.is_shown(case)]
        covered.update(other.outcomes for other in shown)
        yield case, shown


def witness(compiled: CompiledPolicies, case: CasePositions) -> Witness:
    """Return a case as channels, a day and facts."""
    axes = compiled.space.axes
    channels = dict.fromkeys((axes[-1].values[case.left], axes[-1].values[case.right]))
    facts = {axes[axis].name: value_in(axes[axis], first, last) for axis, (first, last) in sorted(case.facts.items())}
    return Witness(tuple(map(str, channels)), compiled.day(case.day), facts)


def value_in(axis: Axis, first: int, last: int) -> Value:
    """Return a value of a run of positions: the first one, of integers one that stands next to a bound."""
    if axis.is_integer and first == 0 and last < axis.size - 1:
        return axis.highs[last]
    return axis.values[first]


def _position_of(axis: Axis, first: int, last: int) -> int:
    """Return the position of `value_in`."""
    return last if axis.is_integer and first == 0 and last < axis.size - 1 else first
