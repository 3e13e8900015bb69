"""Pairs of cases on the two sides of a condition, made from a base: what must change a decision, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from indexer.ranker.targets import issue_of
from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.conditions import Between, Matcher, Not, OneOf, matches
from knowledge.model.entries import Policy
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, IntegerFact, Value


@dataclass(frozen=True, slots=True)
class Boundary:
    """Two cases that differ in one fact, and the outcomes that are decided differently in them."""

    policy: str  # whose condition it is
    issue: str
    channel: str
    fact: str
    inside: Value
    outside: Value
    facts: Mapping[str, Value]  # of both, the issue among them, `fact` left out
    changes: Mapping[str, tuple[str, str]]  # outcome -> decided inside and outside

    @property
    def id(self) -> str:
        return f"{self.policy}/{self.fact}/{_plain(self.inside)}-{_plain(self.outside)}"

    def side(self, is_inside: bool) -> Mapping[str, Value]:
        """Return all facts of one side."""
        return {**self.facts, self.fact: self.inside if is_inside else self.outside}


def boundaries(base: Base, decider: Decider, on: date) -> tuple[Boundary, ...]:
    """Return the boundaries of every policy that is about one issue, each once, on channels in turn."""
    found: dict[tuple[object, ...], Boundary] = {}
    channels = cycle(base.channels)
    for key, policy in base.policies.items():
        issue = issue_of(base, policy)
        if issue is None or not policy.decide or not _exists(policy, on):
            continue
        channel = next(channels) if policy.channels is None else policy.channels[0]
        for way in policy.when.any or ({},):
            matchers = {**policy.when.all, **way}
            for one in _of(base, decider, on, key, issue, channel, matchers):
                same = (issue, one.fact, one.inside, one.outside, tuple(sorted(one.changes.items())))
                found.setdefault(same, one)
    return tuple(found.values())


def _exists(policy: Policy, on: date) -> bool:
    valid = policy.valid
    return (valid.from_ is None or valid.from_ <= on) and (valid.to is None or on <= valid.to)


def _of(
    base: Base, decider: Decider, on: date, key: str, issue: str, channel: str, matchers: Mapping[str, Matcher]
) -> Iterator[Boundary]:
    start: dict[str, Value] = {}
    for name, matcher in matchers.items():
        value = inside(matcher, base.facts[name])
        if value is None:
            return
        start[name] = value
    start[base.subject] = issue
    for name, matcher in matchers.items():
        if name == base.subject:
            continue
        rest = {fact: value for fact, value in start.items() if fact != name}
        for near, far in edges(matcher, base.facts[name]):
            here = decider.decide(Case(channel, on, {**rest, name: near})).decided
            there = decider.decide(Case(channel, on, {**rest, name: far})).decided
            changes = {
                outcome: (value, there[outcome])
                for outcome, value in here.items()
                if outcome in there and not base.outcomes[outcome].same(value, there[outcome])
            }
            if changes:
                yield Boundary(key, issue, channel, name, near, far, rest, changes)


def inside(matcher: Matcher, fact: Fact) -> Value | None:
    """Return a value that matches, the first there is; None where none does."""
    return next((value for value in _values(fact) if matches(matcher, value)), None)


def edges(matcher: Matcher, fact: Fact) -> Iterator[tuple[Value, Value]]:
    """Yield pairs of neighbours of which the first matches and the second does not."""
    if isinstance(fact, IntegerFact):
        for bound in sorted(_bounds(matcher)):
            for near, far in ((bound, bound + 1), (bound, bound - 1)):
                if fact.min <= min(near, far) and max(near, far) <= fact.max:
                    if matches(matcher, near) and not matches(matcher, far):
                        yield near, far
                    elif matches(matcher, far) and not matches(matcher, near):
                        yield far, near
        return
    good = [value for value in _values(fact) if matches(matcher, value)]
    bad = [value for value in _values(fact) if not matches(matcher, value)]
    yield from ((near, far) for near in good[:1] for far in bad)


def _bounds(matcher: Matcher) -> set[int]:
    match matcher:
        case OneOf(values):
            return {int(value) for value in values}
        case Between(low, high):
            return {low, high}
        case Not(inner):
            return _bounds(inner)


def _values(fact: Fact) -> Iterator[Value]:
    match fact:
        case ChoiceFact(values=values):
            yield from values
        case BooleanFact():
            yield from (True, False)
        case _:
            yield from range(fact.min, fact.max + 1)


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
