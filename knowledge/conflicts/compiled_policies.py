"""The compiled: what of a base takes part in its conflicts within a span of days, compiled to regions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from knowledge.deciding.resolution import plain
from knowledge.deciding.space import Region, Space
from knowledge.deciding.space.axes import bits
from knowledge.model.base import Base
from knowledge.model.entries import Policy, Statute, Valid

K = TypeVar("K", bound=Hashable)

DAYS = 366  # from the first day through 365 days later


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A policy or statute: the cases of its `when`, the channels it is open to and the days on which it exists."""

    name: str
    region: Region
    channels: int
    days: int
    decide: Mapping[str, str]  # outcome -> value in its plain form; of a statute its floor
    over: frozenset[str] = frozenset()
    differs: frozenset[str] = frozenset()
    cases: object = None  # equal for policies that apply to the same cases


@dataclass(frozen=True)
class CompiledPolicies:
    """The policies that exist within the span and every statute, by id in the order of the base."""

    base: Base
    first: date
    space: Space
    policies: Mapping[str, CompiledPolicy]
    statutes: Mapping[str, CompiledPolicy]
    droppers: Mapping[str, tuple[str, ...]]  # the policies that name a policy in `over`
    deciding: Mapping[tuple[int, str], tuple[str, ...]]  # those that decide an outcome in some case of a subject
    _digests: dict[tuple[str, str, tuple[str, ...] | None, bool], str] = field(default_factory=dict, compare=False)

    @property
    def day_axis(self) -> int:
        """The number of the axis of days, after those of the space."""
        return len(self.space.axes)

    @cached_property
    def full(self) -> Mapping[int, int]:
        """Every position of each axis, channels and days among them."""
        return {**self.space.full, self.day_axis: (1 << DAYS) - 1}

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each policy in the base."""
        return {name: number for number, name in enumerate(self.policies)}

    @cached_property
    def stretches(self) -> tuple[int, ...]:
        """The first day of each stretch of days on which the same policies exist."""
        starts = {0}
        for days in {part.days for part in self.policies.values()}:
            starts.update(((days & -days).bit_length() - 1, days.bit_length()))
        return tuple(sorted(day for day in starts if day < DAYS))

    def subjects(self, part: CompiledPolicy) -> list[int]:
        """Return the positions of the subject that a part's condition allows."""
        return _subjects(self.space, part)

    def droppers_of(self, name: str, outcome: str) -> list[CompiledPolicy]:
        """Return the policies that take the place of a policy for an outcome where both apply."""
        return [part for above in self.droppers.get(name, ()) if outcome in (part := self.policies[above]).decide]

    def boxes(self, part: CompiledPolicy) -> Region:
        """Return the cases of a part with their channels and days."""
        limits: dict[int, int] = {}
        if part.channels != self.full[self.space.channel]:
            limits[self.space.channel] = part.channels
        if part.days != self.full[self.day_axis]:
            limits[self.day_axis] = part.days
        return tuple({**box, **limits} for box in part.region) if part.channels and part.days else ()

    def day(self, position: int) -> date:
        return self.first + timedelta(days=position)

    def digest(
        self, section: str, name: str, outcomes: Iterable[str] | None = None, *, with_values: bool = True
    ) -> str:
        """Return a hash of what an entry says of these outcomes (of all where none are given) and where it says it.

        Its texts do not count; nor do the values where a conflict is about who decides at all.
        """
        named = None if outcomes is None else tuple(outcomes)
        found = self._digests.get((section, name, named, with_values))
        if found is None:
            entry = self.base.policies[name] if section == "policies" else self.base.statutes[name]
            content = repr((name, _content(entry, named, with_values)))
            found = self._digests[section, name, named, with_values] = sha256(content.encode()).hexdigest()
        return found


def _content(entry: Policy | Statute, outcomes: tuple[str, ...] | None, with_values: bool) -> tuple[object, ...]:
    decided = entry.decide if isinstance(entry, Policy) else entry.floor
    said = sorted((key, value if with_values else "") for key, value in decided.items() if _is_named(key, outcomes))
    match entry:
        case Policy():
            channels = None if entry.channels is None else sorted(entry.channels)
            differs = sorted(entry.differs.from_) if entry.differs else []
            return (entry.when, said, sorted(entry.over), channels, entry.valid, differs)
        case _:
            return (entry.when, said)


def _is_named(outcome: str, outcomes: tuple[str, ...] | None) -> bool:
    return outcomes is None or outcome in outcomes


def compile_policies(base: Base, first: date, space: Space | None = None) -> CompiledPolicies:
    """Return the compiled of a base for the span that begins on a day."""
    space = space or Space.of(base)
    policies = {
        name: part
        for name, policy in base.policies.items()
        if (part := _compile_policy(base, space, first, name, policy)).days
    }
    every_channel, every_day = space.axes[space.channel].full, (1 << DAYS) - 1
    statutes = {
        name: CompiledPolicy(name, space.region(statute.when), every_channel, every_day, _plain(base, statute.floor))
        for name, statute in base.statutes.items()
    }
    droppers: dict[str, list[str]] = {}
    deciding: dict[tuple[int, str], list[str]] = {}
    for name, part in policies.items():
        for below in part.over:
            droppers.setdefault(below, []).append(name)
        for key in _decides(space, part):
            deciding.setdefault(key, []).append(name)
    return CompiledPolicies(base, first, space, policies, statutes, _fixed(droppers), _fixed(deciding))


def _fixed(table: Mapping[K, list[str]]) -> dict[K, tuple[str, ...]]:
    return {key: tuple(names) for key, names in table.items()}


def _decides(space: Space, part: CompiledPolicy) -> list[tuple[int, str]]:
    return [(subject, outcome) for subject in _subjects(space, part) for outcome in part.decide]


def _subjects(space: Space, part: CompiledPolicy) -> list[int]:
    mask = 0
    for box in part.region:
        mask |= box.get(0, space.axes[0].full)
    return list(bits(mask))


def _compile_policy(base: Base, space: Space, first: date, name: str, policy: Policy) -> CompiledPolicy:
    """Return a policy compiled; it has no days where it does not exist within the span."""
    channels = space.channels(policy.channels).get(space.channel, space.axes[space.channel].full)
    differs = frozenset(policy.differs.from_ if policy.differs and policy.differs.holds(first) else ())
    days = _days(policy.valid, first)
    region = space.region(policy.when)
    cases = frozenset(frozenset(box.items()) for box in region), channels, days
    decide = _plain(base, policy.decide)
    return CompiledPolicy(
        name, region, channels, days, decide, over=frozenset(policy.over), differs=differs, cases=cases
    )


def _plain(base: Base, decisions: Mapping[str, str]) -> Mapping[str, str]:
    return {outcome: plain(base.outcomes[outcome], value) for outcome, value in decisions.items()}


def _days(valid: Valid, first: date) -> int:
    low = 0 if valid.from_ is None else max(0, (valid.from_ - first).days)
    high = DAYS - 1 if valid.to is None else min(DAYS - 1, (valid.to - first).days)
    return (1 << (high + 1)) - (1 << low) if low <= high else 0


def common_channels_and_days(parts: Iterable[CompiledPolicy]) -> tuple[int, int]:
    """Return the channels and the days that parts have in common."""
    channels = days = -1
    for part in parts:
        channels &= part.channels
        days &= part.days
    return channels, days
