"""A case, whole or in part, to its decision: what is decided, open and contested, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.deciding.next_question import QuestionRanker
from knowledge.deciding.policy_index import PolicyIndex, ResolvedIndex, policy_indexes
from knowledge.deciding.resolution import Contested, Decided, Resolution, Undecided, bare, together
from knowledge.deciding.space import Box, Region, Space
from knowledge.deciding.space.diagrams import Diagram, Diagrams, leaves_within
from knowledge.deciding.space.regions import EVERYWHERE
from knowledge.deciding.statutory_minimum import StatutoryMinimum, StatutoryMinimums
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.facts import Value, assumed_value

KEEP = 200_000  # distinct diagrams kept before the memory starts afresh


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A fact on which an open outcome turns, and how to ask for it."""

    fact: str
    question: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a case comes to; an outcome that stands nowhere is decided by no policy in any completion."""

    decided: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    contested: tuple[Contested, ...] = ()
    ask: tuple[FactQuestion, ...] = ()  # most telling first
    policies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # decided outcome -> the policies that stand
    assumed: Mapping[str, Value] = field(default_factory=dict)


def decide(base: Base | Decider, case: Case) -> Decision:
    """Resolve a case as the base says; facts left out are unknown, or assumed where the base assumes a value."""
    decider = base if isinstance(base, Decider) else Decider(base)
    return decider.decide(case)


class Decider:
    """A base compiled for deciding; keeps what it worked out, and is safe to share between threads."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.space = Space.of(base)
        self._assumed = {
            self.space.index[name]: self.space.axes[self.space.index[name]].position(value)
            for name, fact in base.facts.items()
            if (value := assumed_value(fact)) is not None
        }
        self._rank = {name: number for number, name in enumerate(base.policies)}
        self._order = {outcome: number for number, outcome in enumerate(base.outcomes)}
        self._indexes = policy_indexes(base, self.space)
        self._minimums = StatutoryMinimums(base, self.space)
        self._memory = self._fresh()

    def decide(self, case: Case) -> Decision:
        """Resolve the case."""
        memory = self._kept()
        decided: dict[str, str] = {}
        policies: dict[str, tuple[str, ...]] = {}
        open_: dict[str, Diagram[Resolution]] = {}
        contested = []
        for outcome, found in self._resolutions(memory, case, {}):
            plain = memory.bare(found)
            match next(iter(plain.leaves)) if len(plain.leaves) == 1 else None:
                case None:
                    open_[outcome] = plain
                case Decided():
                    behind = together(found.leaves, self._rank)
                    decided[outcome] = self.base.policies[behind[0]].decide[outcome]
                    policies[outcome] = behind
                case Contested():
                    contested.append(Contested(outcome, together(found.leaves, self._rank)))
                case Undecided():
                    pass
        ask = tuple(self._question(axis) for axis in memory.question_ranker.order(list(open_.values())))
        return Decision(decided, tuple(open_), tuple(contested), ask, policies, self._taken(case))

    def possible(self, outcome: str, case: Case, given: Region = EVERYWHERE) -> frozenset[Resolution]:
        """Return what the outcome comes to in the completions of the case that lie in `given`, policies named.

        What `given` says of a fact takes the place of what is assumed of it, never of what is known: nothing is
        returned where the two exclude each other.
        """
        memory = self._kept()
        found: frozenset[Resolution] = frozenset()
        for box in self._meeting(case, given):
            reached = next((diagram for _, diagram in self._resolutions(memory, case, box, outcome)), None)
            found |= frozenset((Undecided(outcome),)) if reached is None else leaves_within(reached, box)
        return found

    def statutory_minimums(self, outcome: str, case: Case, given: Region = EVERYWHERE) -> frozenset[StatutoryMinimum]:
        """Return the floors of law for the outcome in the same completions as `possible`."""
        found: frozenset[StatutoryMinimum] = frozenset()
        for box in self._meeting(case, given):
            found |= self._minimums.reached(outcome, self._known(case, box), box)
        return found

    def _meeting(self, case: Case, given: Region) -> Iterator[Box]:
        known = self._known(case, self.space.full)
        for box in given:
            if all(axis not in known or mask >> known[axis] & 1 for axis, mask in box.items()):
                yield box

    def diagram(self, outcome: str, case: Case) -> Diagram[Resolution]:
        """Return what the outcome comes to as a function of all that is unknown of the case; nothing is assumed."""
        memory = self._kept()
        found = next((diagram for _, diagram in self._resolutions(memory, case, self.space.full, outcome)), None)
        return memory.diagrams.leaf(Undecided(outcome)) if found is None else found

    def _fresh(self) -> _Memory:
        return _Memory(self.base, self._indexes, self.space.channel)

    def _kept(self) -> _Memory:
        if self._memory.size > KEEP:
            self._memory = self._fresh()
        return self._memory

    def _resolutions(
        self, memory: _Memory, case: Case, free: Box, only: str | None = None
    ) -> Iterator[tuple[str, Diagram[Resolution]]]:
        """Yield each outcome that some policy may decide; nothing is assumed of the axes in `free`."""
        known = self._known(case, free)
        unknown = tuple(axis for axis in range(1, len(self.space.axes)) if axis not in known)
        subject = known.pop(0, None)
        numbers: Sequence[int] = range(self.space.axes[0].size) if subject is None else (subject,)
        alive = {number: memory.indexes[number].index.alive(case.on, known) for number in numbers}
        outcomes = {outcome for number in numbers for outcome in memory.indexes[number].index.rows_of}
        for outcome in sorted(outcomes if only is None else outcomes & {only}, key=self._order.__getitem__):
            below = [memory.indexes[number].diagram(outcome, alive[number], unknown) for number in numbers]
            yield outcome, below[0] if subject is not None else memory.diagrams.node(0, numbers, below)

    def _known(self, case: Case, free: Box) -> dict[int, int]:
        known = {axis: position for axis, position in self._assumed.items() if axis not in free}
        for name, value in case.facts.items():
            axis = self.space.index[name]
            known[axis] = self.space.axes[axis].position(value)
        if case.channel is not None:
            known[self.space.channel] = self.space.axes[self.space.channel].position(case.channel)
        return known

    def _taken(self, case: Case) -> Mapping[str, Value]:
        """Return the facts that were assumed and that a condition of a policy open to the case names."""
        axes = [axis for axis in self._assumed if self.space.axes[axis].name not in case.facts]
        if not axes:
            return {}
        known = self._known(case, dict.fromkeys(axes, 0))
        subject = known.pop(0, self._assumed.get(0))
        indexes = self._indexes if subject is None else (self._indexes[subject],)
        named = {axis for index in indexes for axis in index.restricted(index.alive(case.on, known), axes)}
        if 0 in axes:
            named.add(0)
        return {
            self.space.axes[axis].name: self.space.axes[axis].values[self._assumed[axis]]
            for axis in axes
            if axis in named
        }

    def _question(self, axis: int) -> FactQuestion:
        name = self.space.axes[axis].name
        return FactQuestion(name, self.base.facts[name].ask)


class _Memory:
    """The diagrams that were worked out."""

    def __init__(self, base: Base, found: Sequence[PolicyIndex], channel: int) -> None:
        self.outcomes = base.outcomes
        self.diagrams: Diagrams[Resolution] = Diagrams()
        self.plain: Diagrams[Resolution] = Diagrams()
        self.question_ranker = QuestionRanker(self.plain, channel)
        self.indexes = [ResolvedIndex(index, self.diagrams, base) for index in found]
        self._bare: dict[Diagram[Resolution], Diagram[Resolution]] = {}

    @property
    def size(self) -> int:
        return len(self.diagrams)

    def bare(self, diagram: Diagram[Resolution]) -> Diagram[Resolution]:
        """Return the diagram of the decisions alone, whoever made them."""
        return self.plain.mapped(diagram, lambda found: bare(found, self.outcomes), self._bare)
