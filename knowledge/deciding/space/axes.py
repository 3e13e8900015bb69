"""Axes: the values of one dimension as bit positions, and matchers as masks of bits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.model.conditions import Between, Matcher, Not, OneOf
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, Value

DIRECT = 4096  # an integer fact with more values than this is cut into cells at the bounds that conditions name


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of the space; position i stands for `lows[i]..highs[i]` of integers, else for `values[i]`."""

    name: str
    values: tuple[Value, ...]  # of an integer axis: the lowest integer of each position
    highs: tuple[int, ...] = ()  # of an integer axis: the highest integer of each position

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def full(self) -> int:
        return (1 << len(self.values)) - 1

    @property
    def is_integer(self) -> bool:
        return bool(self.highs)

    def position(self, value: Value) -> int:
        """Return the position of a value that lies on the axis."""
        if self.highs:
            return bisect_right(self.values, value) - 1
        return self.values.index(value)

    def mask(self, matcher: Matcher) -> int:
        """Return the positions that match; where a bound cuts a cell, the whole cell."""
        match matcher:
            case Not(inner):
                return self.full & ~self._inside(inner)
            case _:
                return self._touched(matcher)

    def _touched(self, matcher: Matcher) -> int:
        match matcher:
            case OneOf(values):
                found = 0
                for value in values:
                    found |= 1 << self.position(value)
                return found
            case Between(low, high):
                first, last = self.position(low), self.position(high)
                return (1 << (last + 1)) - (1 << first)
            case Not(inner):
                return self.full & ~self._inside(inner)

    def _inside(self, matcher: Matcher) -> int:
        """Return the positions all of whose values match."""
        match matcher:
            case Not(inner):
                return self.full & ~self._touched(inner)
            case OneOf(values) if self.highs:
                return self._whole(sorted((value, value) for value in values))
            case Between(low, high):
                return self._whole([(low, high)])
            case _:
                return self._touched(matcher)

    def _whole(self, ranges: Iterable[tuple[Value, Value]]) -> int:
        covered = 0
        merged: list[tuple[int, int]] = []
        for low, high in ranges:
            if merged and int(low) <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], int(high)))
            else:
                merged.append((int(low), int(high)))
        for low, high in merged:
            first, last = self.position(low), self.position(high)
            first += self.values[first] != low
            last -= self.highs[last] != high
            if first <= last:
                covered |= (1 << (last + 1)) - (1 << first)
        return covered


def axis_of(name: str, fact: Fact, matchers: Iterable[Matcher]) -> Axis:
    """Return the axis of a fact; `matchers` are all that are used on it and say where a long axis is cut."""
    match fact:
        case ChoiceFact(values=values):
            return Axis(name, tuple(values))
        case BooleanFact():
            return Axis(name, (False, True))
        case _ if fact.max - fact.min < DIRECT:
            whole = tuple(range(fact.min, fact.max + 1))
            return Axis(name, whole, whole)
        case _:
            starts = sorted(
                {fact.min, *(cut for matcher in matchers for cut in _cuts(matcher) if fact.min < cut <= fact.max)}
            )
            return Axis(name, tuple(starts), (*(start - 1 for start in starts[1:]), fact.max))


def _cuts(matcher: Matcher) -> Iterator[int]:
    match matcher:
        case Between(low, high):
            yield from (low, high + 1)
        case OneOf(values):
            for value in values:
                yield from (int(value), int(value) + 1)
        case Not(inner):
            yield from _cuts(inner)


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def runs(mask: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of each unbroken run of set bits, lowest first."""
    start = 0
    while mask:
        gap = (mask & -mask).bit_length() - 1
        mask >>= gap
        length = (~mask & (mask + 1)).bit_length() - 1
        yield start + gap, start + gap + length - 1
        mask >>= length
        start += gap + length


def mask_of(positions: Sequence[int]) -> int:
    """Return the mask with these bits set."""
    found = 0
    for position in positions:
        found |= 1 << position
    return found
