"""Diagrams: functions of a case as reduced ordered decision diagrams, each distinct function held once.

Because equal functions are one object, a diagram tells exactly which values are reached and on which axes they turn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
U = TypeVar("U", bound=Hashable)


class Leaf(Generic[T]):
    """A function that is the same in every case."""

    __slots__ = ("axes", "leaves", "value")

    def __init__(self, value: T) -> None:
        self.value = value
        self.axes = 0
        self.leaves: frozenset[T] = frozenset((value,))


class Node(Generic[T]):
    """A function that turns on `axis`: up to and including position `ends[i]` it is `below[i]`."""

    __slots__ = ("axes", "axis", "below", "ends", "leaves")

    def __init__(self, axis: int, ends: tuple[int, ...], below: tuple[Diagram[T], ...]) -> None:
        self.axis = axis
        self.ends = ends
        self.below = below
        self.axes = 1 << axis  # a bit for each axis on which it turns
        for child in below:
            self.axes |= child.axes
        self.leaves: frozenset[T] = frozenset().union(*{child.leaves for child in below})


Diagram = Leaf[T] | Node[T]


@dataclass(slots=True)
class Diagrams(Generic[T]):
    """Makes diagrams and holds each distinct one once."""

    _leaves: dict[T, Leaf[T]] = field(default_factory=dict)
    _nodes: dict[tuple[int, tuple[int, ...], tuple[int, ...]], Node[T]] = field(default_factory=dict)
    remembered: int = 0  # how many answers the readings of this family keep

    def __len__(self) -> int:
        return len(self._nodes) + self.remembered

    def leaf(self, value: T) -> Leaf[T]:
        """Return the function that is `value` everywhere."""
        found = self._leaves.get(value)
        if found is None:
            found = self._leaves.setdefault(value, Leaf(value))
        return found

    def node(self, axis: int, ends: Iterable[int], below: Iterable[Diagram[T]]) -> Diagram[T]:
        """Return the function that is `below[i]` up to position `ends[i]` of the axis."""
        kept_ends: list[int] = []
        kept: list[Diagram[T]] = []
        for end, child in zip(ends, below, strict=True):
            if kept and kept[-1] is child:
                kept_ends[-1] = end
            else:
                kept_ends.append(end)
                kept.append(child)
        if len(kept) == 1:
            return kept[0]
        key = (axis, tuple(kept_ends), tuple(map(id, kept)))
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes.setdefault(key, Node(axis, key[1], tuple(kept)))
        return found

    def mapped(self, diagram: Diagram[U], change: Callable[[U], T], seen: dict[Diagram[U], Diagram[T]]) -> Diagram[T]:
        """Return the diagram of another family with each value changed; `seen` keeps what was changed before."""
        found = seen.get(diagram)
        if found is None:
            if isinstance(diagram, Leaf):
                found = self.leaf(change(diagram.value))
            else:
                found = self.node(
                    diagram.axis, diagram.ends, [self.mapped(child, change, seen) for child in diagram.below]
                )
            seen[diagram] = found
        return found

    def fixed(self, diagram: Diagram[T], axis: int, position: int) -> Diagram[T]:
        """Return what the function is where the axis takes the position."""
        return self._fixed(diagram, axis, position, {})

    def _fixed(self, diagram: Diagram[T], axis: int, position: int, seen: dict[Diagram[T], Diagram[T]]) -> Diagram[T]:
        if isinstance(diagram, Leaf) or not diagram.axes >> axis & 1:
            return diagram
        if diagram.axis == axis:
            return next(child for end, child in zip(diagram.ends, diagram.below, strict=True) if position <= end)
        found = seen.get(diagram)
        if found is None:
            below = [self._fixed(child, axis, position, seen) for child in diagram.below]
            found = seen[diagram] = self.node(diagram.axis, diagram.ends, below)
        return found


def ends_on(diagram: Diagram[T], axis: int) -> list[int]:
    """Return where, along the axis, the function may change: the last position before each change, and the end."""
    found: set[int] = set()
    todo: list[Diagram[T]] = [diagram]
    seen: set[Diagram[T]] = set()
    while todo:
        here = todo.pop()
        if isinstance(here, Leaf) or here in seen or not here.axes >> axis & 1:
            continue
        seen.add(here)
        if here.axis == axis:
            found.update(here.ends)
        else:
            todo.extend(here.below)
    return sorted(found)


def leaves_within(diagram: Diagram[T], box: Mapping[int, int]) -> frozenset[T]:
    """Return the values that the function takes in the box."""
    limited = 0
    for axis in box:
        limited |= 1 << axis
    return _within(diagram, box, limited)


def _within(diagram: Diagram[T], box: Mapping[int, int], limited: int) -> frozenset[T]:
    if isinstance(diagram, Leaf) or not diagram.axes & limited:
        return diagram.leaves
    allowed = box.get(diagram.axis)
    found: frozenset[T] = frozenset()
    start = 0
    for end, child in zip(diagram.ends, diagram.below, strict=True):
        if allowed is None or allowed >> start & ((1 << (end - start + 1)) - 1):
            found |= _within(child, box, limited)
        start = end + 1
    return found
