"""The space of a base: one axis a fact, the subject first, then one for the channel; `when` compiles to a region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from knowledge.deciding.space.axes import Axis, axis_of
from knowledge.deciding.space.regions import EVERYWHERE, NOWHERE, Box, Region, is_covered, meet, overlap
from knowledge.model.base import Base
from knowledge.model.conditions import Matcher, When
from knowledge.model.facts import Fact, Value


class Conditional(Protocol):
    """What stands under a condition."""

    @property
    def when(self) -> When: ...


@dataclass(frozen=True, slots=True)
class Space:
    """The axes of a base; the last one is the channel."""

    axes: tuple[Axis, ...]
    index: Mapping[str, int]  # fact -> axis

    @staticmethod
    def of(base: Base) -> Space:
        """Return the space of a base, cut where its policies and statutes need it."""
        return Space.over(base.facts, base.channels, (*base.policies.values(), *base.statutes.values()))

    @staticmethod
    def over(facts: Mapping[str, Fact], channels: Iterable[str], entries: Iterable[Conditional]) -> Space:
        """Return the space of facts and channels, cut where the entries' conditions need it."""
        used: dict[str, list[Matcher]] = {name: [] for name in facts}
        for entry in entries:
            for name, matcher in _matchers(entry.when):
                used[name].append(matcher)
        names = sorted(facts, key=lambda name: not facts[name].subject)
        axes = (*(axis_of(name, facts[name], used[name]) for name in names), Axis("channel", tuple(channels)))
        return Space(axes, {name: number for number, name in enumerate(names)})

    @property
    def channel(self) -> int:
        """The axis of the channel."""
        return len(self.axes) - 1

    @property
    def full(self) -> Mapping[int, int]:
        """Every position of each axis."""
        return {number: axis.full for number, axis in enumerate(self.axes)}

    def region(self, when: When) -> Region:
        """Return the cases in which a condition holds; no box of it is empty."""
        everywhere = self._box(when.all)
        if everywhere is None:
            return NOWHERE
        if not when.any:
            return (everywhere,)
        ways = [self._box(way) for way in when.any]
        met = [both for way in ways if way is not None and (both := meet(everywhere, way)) is not None]
        return _without_parts(met)

    def channels(self, open_to: Iterable[str] | None) -> Box:
        """Return the box of the channels named; every channel where none are named."""
        if open_to is None:
            return {}
        axis = self.axes[self.channel]
        mask = 0
        for name in open_to:
            mask |= 1 << axis.position(name)
        return {} if mask == axis.full else {self.channel: mask}

    def point(self, facts: Mapping[str, Value]) -> Box:
        """Return the box of the cases with these facts."""
        return {self.index[name]: 1 << self.axes[self.index[name]].position(value) for name, value in facts.items()}

    def holds(self, region: Region, facts: Mapping[str, Value]) -> bool | None:
        """Say whether a region holds every case with these facts (True), none (False) or some (None)."""
        here = self.point(facts)
        near = [box for box in region if overlap(box, here)]
        if not near:
            return False
        return True if is_covered((here,), near, self.full) else None

    def _box(self, mapping: Mapping[str, Matcher]) -> Box | None:
        box: dict[int, int] = {}
        for name, matcher in mapping.items():
            number = self.index[name]
            mask = self.axes[number].mask(matcher)
            if not mask:
                return None
            if mask != self.axes[number].full:
                box[number] = mask
        return box


def _matchers(when: When) -> Iterator[tuple[str, Matcher]]:
    yield from when.all.items()
    for way in when.any:
        yield from way.items()


def _without_parts(boxes: list[Box]) -> Region:
    """Drop each box that lies inside another one."""
    if {} in boxes:
        return EVERYWHERE
    kept: list[Box] = []
    for box in boxes:
        if any(_inside(box, other) for other in kept):
            continue
        kept = [other for other in kept if not _inside(other, box)]
        kept.append(box)
    return tuple(kept)


def _inside(box: Box, other: Box) -> bool:
    return all(axis in box and not box[axis] & ~mask for axis, mask in other.items())
