"""The five exact kinds against an SMT solver, and every witness against a search through all cases."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings

from knowledge.conflicts import Conflict, ConflictKind, analyse
from knowledge.deciding.decide import Decider
from knowledge.model.case import Case
from tests.knowledge import brute, random_bases
from tests.knowledge.made import TODAY, base_of
from tests.knowledge.oracle import Key, Oracle

SHAPE = {"facts": random_bases.FACTS, "outcomes": random_bases.OUTCOMES, "channels": random_bases.CHANNELS}
EXACT = (ConflictKind.OUTCOME, ConflictKind.CHANNEL, ConflictKind.STATUTE, ConflictKind.GAP, ConflictKind.SHADOWED)


@settings(max_examples=40, deadline=None)
@given(random_bases.policies(), random_bases.statutes())
def test_a_random_base_has_the_conflicts_that_the_solver_finds_with_smallest_witnesses(policies: Any, statutes: Any):
    _hold(policies, statutes)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(random_bases.policies(8), random_bases.statutes())
def test_many_random_bases_have_the_conflicts_that_the_solver_finds_with_smallest_witnesses(
    policies: Any, statutes: Any
):
    _hold(policies, statutes)


def _hold(policies: Mapping[str, Any], statutes: Mapping[str, Any]) -> None:
    base = base_of(policies, statutes, **SHAPE)

    findings = [found for found in analyse(base, TODAY).findings if found.kind in EXACT]

    assert {key for found in findings for key in keys(found)} == Oracle(
        {**SHAPE, "policies": policies, "statutes": statutes}, TODAY
    ).conflicts()
    assert len({found.id for found in findings}) == len(findings)
    world = World(policies, statutes)
    decider = Decider(base)
    for found in findings:
        if found.witness is not None:
            assert world.smallest(found) == (len(found.witness.facts), found.witness.on)
            assert world.is_shown(found, found.witness.channels, found.witness.on, found.witness.facts)
            assert _numbers_stand_next_to_a_bound(policies, statutes, found)
            _decide_shows(decider, world, found)
        else:
            assert not any(brute.holds(policies[found.entries[0].id]["when"], full) for full in world.fulls)


def keys(found: Conflict) -> Iterable[Key]:
    names = tuple(member.id for member in found.entries)
    match found.kind:
        case ConflictKind.OUTCOME | ConflictKind.CHANNEL:
            who = tuple(sorted(names))
        case ConflictKind.GAP:
            who = (str(found.subject),)
        case _:
            who = names[:1]
    return [
        (found.kind, who, outcome) for outcome in (found.outcomes if found.kind != ConflictKind.SHADOWED else ("",))
    ]


class World:
    """Every case of a small base, and what each conflict looks like in one."""

    def __init__(self, policies: Mapping[str, Any], statutes: Mapping[str, Any]) -> None:
        self.policies = policies
        self.statutes = statutes
        self.fulls = list(brute.completions(random_bases.FACTS, {}))
        self._stood: dict[Any, list[str]] = {}

    @cached_property
    def days(self) -> list[date]:
        """The first day of the span, and each day on which some policy begins or has ended."""
        days = {TODAY}
        for policy in self.policies.values():
            valid = policy.get("valid", {})
            days |= {date.fromisoformat(valid["from"])} if "from" in valid else set()
            days |= {date.fromisoformat(valid["to"]) + timedelta(days=1)} if "to" in valid else set()
        return sorted(day for day in days if TODAY <= day <= TODAY + timedelta(days=365))

    def stand(self, outcome: str, channel: str, on: date, full: Mapping[str, Any]) -> list[str]:
        key = (outcome, channel, on, *full.values())
        if key not in self._stood:
            self._stood[key] = brute.stand(self.policies, outcome, channel, on, full)
        return self._stood[key]

    def shows(
        self, found: Conflict, outcome: str, channels: tuple[str, ...], on: date, full: Mapping[str, Any]
    ) -> bool:
        names = [member.id for member in found.entries]
        stand = self.stand(outcome, channels[0], on, full)
        match found.kind:
            case ConflictKind.OUTCOME:
                return names[0] in stand and names[1] in stand
            case ConflictKind.CHANNEL:
                other = self.stand(outcome, channels[1], on, full)
                agree = (
                    len({self._value(n, outcome) for n in stand}) == len({self._value(n, outcome) for n in other}) == 1
                )
                return agree and names[0] in stand and names[1] in other
            case ConflictKind.STATUTE:
                statute = self.statutes[names[0]]
                return brute.holds(statute["when"], full) and self._is_short(outcome, statute["floor"][outcome], stand)
            case ConflictKind.GAP:
                accepting = [
                    one for one in self.policies.values() if outcome in one.get("gaps", {}).get("accepted", [])
                ]
                meant = any(brute.applies(one, channels[0], on, full) for one in accepting)
                return full["issue"] == found.subject and not stand and not meant
            case _:
                return brute.applies(self.policies[names[0]], channels[0], on, full) and names[0] not in stand

    def is_shown(self, found: Conflict, channels: tuple[str, ...], on: date, facts: Mapping[str, Any]) -> bool:
        fulls = brute.completions(random_bases.FACTS, facts)
        return all(self.shows(found, outcome, channels, on, full) for full in fulls for outcome in found.outcomes)

    def smallest(self, found: Conflict) -> tuple[int, date]:
        """The fewest facts of a case that shows the finding, and the earliest day with so few."""
        names = list(random_bases.CHANNELS)
        channels = list(product(names, names)) if found.kind == ConflictKind.CHANNEL else [(name,) for name in names]
        channels = [pair for pair in channels if len(set(pair)) == len(pair)]
        shown = {
            (channel, on): {
                tuple(full.values())
                for full in self.fulls
                if all(self.shows(found, o, channel, on, full) for o in found.outcomes)
            }
            for channel in channels
            for on in self.days
        }
        for count in range(len(random_bases.FACTS) + 1):
            days = [on for (channel, on), fulls in shown.items() if self._can(fulls, count, found)]
            if days:
                return count, min(days)
        raise AssertionError("no case shows the finding")

    def _can(self, fulls: set[tuple[Any, ...]], count: int, found: Conflict) -> bool:
        places = range(len(random_bases.FACTS))
        for kept in combinations(places, count):
            if found.kind == ConflictKind.GAP and 0 not in kept:
                continue
            total = len(self.fulls)
            for place in kept:
                total //= len(brute.values(list(random_bases.FACTS.values())[place]))
            groups: dict[tuple[Any, ...], int] = {}
            for full in fulls:
                key = tuple(full[place] for place in kept)
                groups[key] = groups.get(key, 0) + 1
            if total in groups.values():
                return True
        return False

    def _is_short(self, outcome: str, floor: str, stand: list[str]) -> bool:
        values = random_bases.OUTCOMES[outcome].get("values")
        if values is None:
            return not stand or any(self._value(name, outcome) > brute.length(floor) for name in stand)
        return not stand or any(values.index(self._value(name, outcome)) < values.index(floor) for name in stand)

    def _value(self, name: str, outcome: str) -> Any:
        return brute.length(self.policies[name]["decide"][outcome])


def _decide_shows(decider: Decider, world: World, found: Conflict) -> None:
    assert found.witness is not None
    decisions = [
        decider.decide(Case(channel, found.witness.on, found.witness.facts)) for channel in found.witness.channels
    ]
    names = {member.id for member in found.entries}
    for outcome in found.outcomes:
        contested = {item.outcome: set(item.between) for item in decisions[0].contested}
        match found.kind:
            case ConflictKind.OUTCOME:
                assert names <= contested[outcome]
            case ConflictKind.CHANNEL:
                values = [decision.decided[outcome] for decision in decisions]
                assert [brute.length(value) for value in values] == [
                    brute.length(found.left[outcome]),
                    brute.length(found.right[outcome]),
                ]
            case ConflictKind.GAP:
                assert outcome not in decisions[0].decided
                assert outcome not in (*contested, *decisions[0].open)
            case ConflictKind.STATUTE:
                if outcome in decisions[0].decided:
                    assert world._is_short(outcome, found.left[outcome], list(decisions[0].policies[outcome]))
            case _:
                assert found.entries[0].id not in decisions[0].policies.get(outcome, ())


def _numbers_stand_next_to_a_bound(policies: Mapping[str, Any], statutes: Mapping[str, Any], found: Conflict) -> bool:
    if found.witness is None or "days" not in found.witness.facts:
        return True
    named: set[int] = set()
    for entry in (*policies.values(), *statutes.values()):
        when = entry["when"]
        for way in (when, *when.get("any", [])):
            named |= _bounds(way.get("days"))
    number = found.witness.facts["days"]
    return any(abs(number - bound) <= 1 for bound in named)


def _bounds(matcher: Any) -> set[int]:
    if isinstance(matcher, dict):
        return _bounds(matcher["not"])
    return (
        {int(part) for part in str(matcher).replace("..", " ").strip("<>=").split()} if matcher is not None else set()
    )
