"""What a change to a policy decides otherwise: each outcome before and after, and a small case that shows it.

Looked for where either version of the policy may hold: its conditions at their bounds, then whatever an open outcome
turns on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.conditions import Between, Matcher, Not, OneOf, When, matches
from knowledge.model.entries import Policy
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, IntegerFact, Value

OPEN, CONTESTED, NOTHING = "?", "!", ""  # what an outcome comes to where it is not decided
MOST_CASES = 1500
_DEEPEST = 2  # facts that are asked for beyond those of the conditions


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """One outcome, before and after (a value, OPEN, CONTESTED or NOTHING), and the smallest case that was found."""

    outcome: str
    before: str
    after: str
    channels: tuple[str, ...]
    on: date
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class DecisionChanges:
    """Every change that was found; with `is_cut` there were more cases than were tried."""

    changes: tuple[DecisionChange, ...]
    tried: int
    is_cut: bool


def decision_changes(before: Decider, after: Decider, key: str, on: date) -> DecisionChanges:
    """Return what is decided otherwise once the policy `key` of `before` is what it is in `after`."""
    versions = [base.policies[key] for base in (before.base, after.base) if key in base.policies]
    if not versions or (len(versions) == 2 and versions[0] == versions[1]):
        return DecisionChanges((), 0, is_cut=False)
    search = _Search(before, after, versions)
    for day in _days(versions, on):
        for facts in _situations(after.base, versions):
            search.look(day, facts, _DEEPEST)
    return DecisionChanges(tuple(search.found()), search.tried, is_cut=search.tried >= MOST_CASES)


class _Search:
    def __init__(self, before: Decider, after: Decider, versions: Sequence[Policy]) -> None:
        self.tried = 0
        self._sides = (before, after)
        self._outcomes = tuple(dict.fromkeys(outcome for one in versions for outcome in one.decide))
        self._channels = tuple(after.base.channels)
        self._known: dict[tuple[str, str, str], list[tuple[str, date, Mapping[str, Value]]]] = {}

    def look(self, on: date, facts: Mapping[str, Value], depth: int) -> None:
        """Note what differs in a case; what is open on both sides is looked at more closely."""
        if self.tried >= MOST_CASES:
            return
        whole = self._states(None, on, facts)
        if any(OPEN in pair for pair in whole.values()):
            asks = {ask.fact for side in self._sides for ask in side.decide(Case(None, on, dict(facts))).ask}
            if depth and asks:
                name = min(asks)
                base = self._sides[1].base
                for value in _values(base.facts[name], list(_matchers(base, name, facts[base.subject]))):
                    self.look(on, {**facts, name: value}, depth - 1)
                return
            for channel in self._channels:
                self._note(channel, on, facts)
            return
        for outcome, pair in whole.items():
            if pair[0] != pair[1]:
                for channel in self._channels:
                    self._keep(outcome, pair, channel, on, facts)

    def found(self) -> Iterator[DecisionChange]:
        """Yield each change once, with a case from which no fact can be left out."""
        for (outcome, old, new), cases in self._known.items():
            channel, on, facts = min(cases, key=lambda case: len(case[2]))
            smallest = self._smallest(outcome, (old, new), channel, on, dict(facts))
            channels = tuple(dict.fromkeys(case[0] for case in cases))
            yield DecisionChange(outcome, old, new, channels, on, smallest)

    def _smallest(
        self, outcome: str, pair: tuple[str, str], channel: str, on: date, facts: dict[str, Value]
    ) -> dict[str, Value]:
        subject = self._sides[1].base.subject
        for name in [one for one in facts if one != subject][::-1]:
            fewer = {other: value for other, value in facts.items() if other != name}
            if self._states(channel, on, fewer)[outcome] == pair:
                facts = fewer
        return facts

    def _note(self, channel: str, on: date, facts: Mapping[str, Value]) -> None:
        for outcome, pair in self._states(channel, on, facts).items():
            if pair[0] != pair[1]:
                self._keep(outcome, pair, channel, on, facts)

    def _keep(self, outcome: str, pair: tuple[str, str], channel: str, on: date, facts: Mapping[str, Value]) -> None:
        self._known.setdefault((outcome, *pair), []).append((channel, on, facts))

    def _states(self, channel: str | None, on: date, facts: Mapping[str, Value]) -> dict[str, tuple[str, str]]:
        self.tried += 1
        old, new = (_state(side, Case(channel, on, dict(facts)), self._outcomes) for side in self._sides)
        return {outcome: (old[outcome], new[outcome]) for outcome in self._outcomes}


def _state(decider: Decider, case: Case, outcomes: Iterable[str]) -> dict[str, str]:
    decision = decider.decide(case)
    contested = {one.outcome for one in decision.contested}
    states = {}
    for outcome in outcomes:
        unsure = CONTESTED if outcome in contested else OPEN if outcome in decision.open else NOTHING
        states[outcome] = decision.decided.get(outcome, unsure)
    return states


def _days(versions: Sequence[Policy], on: date) -> tuple[date, ...]:
    """Return the days on which a version may begin or end to hold, from `on`."""
    ends = {on}
    for policy in versions:
        ends |= {day for day in (policy.valid.from_, policy.valid.to and policy.valid.to + timedelta(1)) if day}
        ends |= {policy.valid.from_ - timedelta(1)} if policy.valid.from_ else set()
    return tuple(sorted(day for day in ends if day >= on))[:4]


def _situations(base: Base, versions: Sequence[Policy]) -> Iterator[Mapping[str, Value]]:
    """Yield the cases at the bounds of the conditions in which a version may hold."""
    matchers: dict[str, list[Matcher]] = {base.subject: []}
    for policy in versions:
        for name, matcher in _parts(policy.when):
            matchers.setdefault(name, []).append(matcher)
    choices = [_values(base.facts[name], named) for name, named in matchers.items()]
    for values in product(*choices):
        facts = dict(zip(matchers, values, strict=True))
        if any(_may_hold(policy.when, facts) for policy in versions):
            yield facts


def _matchers(base: Base, name: str, subject: Value) -> Iterator[Matcher]:
    """Yield what the policies of a subject ask of a fact."""
    for policy in base.policies.values():
        if _may_hold(policy.when, {base.subject: subject}):
            yield from (matcher for fact, matcher in _parts(policy.when) if fact == name)


def _parts(when: When) -> Iterator[tuple[str, Matcher]]:
    for mapping in (when.all, *when.any):
        yield from mapping.items()


def _may_hold(when: When, facts: Mapping[str, Value]) -> bool:
    def holds(mapping: Mapping[str, Matcher]) -> bool:
        return all(name not in facts or matches(matcher, facts[name]) for name, matcher in mapping.items())

    return holds(when.all) and (not when.any or any(holds(way) for way in when.any))


def _values(fact: Fact, matchers: Sequence[Matcher]) -> tuple[Value, ...]:
    match fact:
        case ChoiceFact(values=values):
            return tuple(values)
        case BooleanFact():
            return (False, True)
        case IntegerFact():
            return boundary_values(fact, matchers)


def boundary_values(fact: IntegerFact, matchers: Iterable[Matcher]) -> tuple[int, ...]:
    """Return the whole numbers on both sides of each bound that a condition names, and the lowest of all."""
    found = {fact.min}
    for matcher in matchers:
        found |= _bounds(matcher)
    return tuple(sorted(value for value in found if fact.min <= value < fact.max))


def _bounds(matcher: Matcher) -> set[int]:
    match matcher:
        case Between(low, high):
            return {low - 1, low, high, high + 1}
        case OneOf(values):
            return {int(value) + step for value in values for step in (-1, 0, 1)}
        case Not(inner):
            return _bounds(inner)
