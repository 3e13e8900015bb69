"""Which question to put first: the fact whose answer settles most of what is open."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.diagrams import Diagram, Diagrams, Leaf, Node, ends_on

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class QuestionWorth:
    """How telling an answer is for one open outcome."""

    settles: float  # the share of the different answers that settle it, 0 to 1, higher is better
    remains: float  # how many facts it turns on after an answer, on average, lower is better


@dataclass(slots=True)
class QuestionRanker(Generic[T]):
    """Weighs the axes of diagrams, and remembers what it weighed."""

    diagrams: Diagrams[T]
    channel: int  # the axis that no customer is asked about
    _known: dict[Diagram[T], Mapping[int, QuestionWorth]] = field(default_factory=dict)

    def order(self, open_outcomes: Collection[Diagram[T]]) -> list[int]:
        """Return the axes on which the outcomes turn, most telling first; the subject (axis 0) always leads."""
        axes = 0
        settles: dict[int, float] = {}
        remains: dict[int, float] = {}
        for diagram in open_outcomes:
            axes |= diagram.axes
            for axis, telling in self.weigh(diagram).items():
                settles[axis] = settles.get(axis, 0.0) + telling.settles
                remains[axis] = remains.get(axis, 0.0) + telling.remains - diagram.axes.bit_count()
        asked = [axis for axis in bits(axes) if axis != self.channel]
        return sorted(
            asked, key=lambda axis: (axis != 0, -round(settles.get(axis, 0), 9), round(remains.get(axis, 0), 9), axis)
        )

    def weigh(self, diagram: Diagram[T]) -> Mapping[int, QuestionWorth]:
        """Return for each axis of the diagram how telling it is."""
        found = self._known.get(diagram)
        if found is None:
            if isinstance(diagram, Leaf):
                found = {}
            elif diagram.axis == 0:
                found = self._by_subject(diagram)
            else:
                found = {axis: self._weigh(diagram, axis) for axis in bits(diagram.axes) if axis != self.channel}
            self._known[diagram] = found
        return found

    def _weigh(self, diagram: Diagram[T], axis: int) -> QuestionWorth:
        answers = {self.diagrams.fixed(diagram, axis, end) for end in ends_on(diagram, axis)}
        settled = sum(1 for answer in answers if isinstance(answer, Leaf))
        return QuestionWorth(settled / len(answers), sum(answer.axes.bit_count() for answer in answers) / len(answers))

    def _by_subject(self, node: Node[T]) -> Mapping[int, QuestionWorth]:
        """With the subject open, an answer is as telling as the share of subjects that turn on it."""
        turning: dict[int, int] = {}
        start = 0
        for end, child in zip(node.ends, node.below, strict=True):
            for axis in bits(child.axes):
                turning[axis] = turning.get(axis, 0) + end - start + 1
            start = end + 1
        return {
            axis: QuestionWorth(many / (node.ends[-1] + 1), node.axes.bit_count()) for axis, many in turning.items()
        }
