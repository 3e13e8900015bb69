"""The fewest facts that settle a question: in a diagram of yes and no, the shortest way to a yes that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.deciding.space.axes import Axis, runs
from knowledge.deciding.space.diagrams import Diagram, Diagrams, Leaf, Node
from knowledge.deciding.space.regions import Box

Fixed = tuple[tuple[int, int, int], ...]  # axis, and the first and last position of the run that it is fixed to


@dataclass(slots=True)
class AssignmentSearch:
    """Searches diagrams of one family, and remembers what it found."""

    diagrams: Diagrams[bool]
    _found: dict[tuple[Diagram[bool], int], Fixed | None] = field(default_factory=dict)
    _both: dict[tuple[Diagram[bool], Diagram[bool]], Diagram[bool]] = field(default_factory=dict)

    def least(self, diagram: Diagram[bool], most: int | None = None) -> Fixed | None:
        """Return the fewest axes, each fixed to a run of positions, so that the answer is yes in every case left.

        None where the answer is never yes, or takes more than `most` axes. Of several, the first axis is fixed, to the
        lowest positions.
        """
        if isinstance(diagram, Leaf):
            return () if diagram.value else None
        if True not in diagram.leaves:
            return None
        enough = diagram.axes.bit_count()
        for count in range(1, (enough if most is None else min(most, enough)) + 1):
            found = self._with(diagram, count)
            if found is not None:
                return found
        return None

    def _with(self, diagram: Diagram[bool], count: int) -> Fixed | None:
        """Return at most `count` axes, fixed so that the answer is yes; None where that takes more."""
        if isinstance(diagram, Leaf):
            return () if diagram.value else None
        if not count or True not in diagram.leaves:
            return None
        key = (diagram, count)
        if key not in self._found:
            self._found[key] = self._fixing(diagram, count) or self._with(self._all(diagram.below), count)
        return self._found[key]

    def _fixing(self, diagram: Node[bool], count: int) -> Fixed | None:
        start = 0
        for end, child in zip(diagram.ends, diagram.below, strict=True):
            found = self._with(child, count - 1)
            if found is not None:
                return ((diagram.axis, start, end), *found)
            start = end + 1
        return None

    def within(self, diagram: Diagram[bool], box: Box, axes: Sequence[Axis]) -> Diagram[bool]:
        """Return yes where the diagram says yes and the case lies in the box."""
        here: Diagram[bool] = self.diagrams.leaf(True)
        for axis in sorted(box, reverse=True):
            here = self._limited(axis, box[axis], here, axes[axis].size)
        return self._and(diagram, here)

    def _limited(self, axis: int, mask: int, below: Diagram[bool], size: int) -> Diagram[bool]:
        no = self.diagrams.leaf(False)
        ends: list[int] = []
        children: list[Diagram[bool]] = []
        for first, last in runs(mask):
            ends += [first - 1, last] if first else [last]
            children += [no, below] if first else [below]
        if ends[-1] < size - 1:
            ends.append(size - 1)
            children.append(no)
        return self.diagrams.node(axis, ends, children)

    def _all(self, diagrams: Sequence[Diagram[bool]]) -> Diagram[bool]:
        """Return yes where every diagram says yes."""
        no = next((diagram for diagram in diagrams if isinstance(diagram, Leaf) and not diagram.value), None)
        if no is not None:
            return no
        found: Diagram[bool] = diagrams[0]
        for diagram in dict.fromkeys(diagrams[1:]):
            if isinstance(found, Leaf) and not found.value:
                break
            found = self._and(found, diagram)
        return found

    def _and(self, left: Diagram[bool], right: Diagram[bool]) -> Diagram[bool]:
        if left is right:
            return left
        if isinstance(left, Leaf):
            return right if left.value else left
        if isinstance(right, Leaf):
            return left if right.value else right
        key = (left, right) if id(left) < id(right) else (right, left)
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = self.diagrams.node(min(left.axis, right.axis), *self._aligned(left, right))
        return found

    def _aligned(self, left: Node[bool], right: Node[bool]) -> tuple[Sequence[int], list[Diagram[bool]]]:
        """Return the runs of positions on which neither diagram changes, and where both say yes on each."""
        if left.axis != right.axis:
            first, other = (left, right) if left.axis < right.axis else (right, left)
            return first.ends, [self._and(child, other) for child in first.below]
        ends: list[int] = []
        both: list[Diagram[bool]] = []
        one = two = 0
        while one < len(left.ends):
            ends.append(min(left.ends[one], right.ends[two]))
            both.append(self._and(left.below[one], right.below[two]))
            one, two = one + (left.ends[one] == ends[-1]), two + (right.ends[two] == ends[-1])
        return ends, both
