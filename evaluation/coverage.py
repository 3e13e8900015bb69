"""Which situations have a script on which channel, which only a decision or nothing, and how often they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from random import Random
from typing import Literal

from evaluation.boundaries import edges
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.conditions import Matcher, matches
from knowledge.model.entries import Policy
from knowledge.model.facts import Fact, IntegerFact, Value
from service.answers.assistant import Assistant

MOST_CASES = 400  # of one issue; of more a sample is drawn
State = Literal["script", "decision", "nothing", "part"]  # part: not the same in all cases of a row
Counted = Mapping[tuple[str, tuple[str, ...]], Mapping[str, int]]  # issue and policies -> channel -> messages


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The cases of one issue that the same policies decide."""

    issue: str
    policies: tuple[str, ...]
    titles: tuple[str, ...]  # of the policies
    states: Mapping[str, State]  # by channel; part: some of the cases only
    example: Mapping[str, Value]
    cases: int
    asked: Mapping[str, int]  # messages in a log, by channel


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix; `unplaced` are messages of an issue whose facts leave open which row they belong to."""

    rows: tuple[CoverageRow, ...]
    unplaced: Mapping[str, Mapping[str, int]]


def coverage(assistant: Assistant, on: date, seed: int, counted: Counted | None = None) -> Coverage:
    """Look at every situation that the conditions of a base tell apart."""
    base = assistant.base
    counted = counted or {}
    rows: list[CoverageRow] = []
    for issue in base.subject_values():
        found: dict[tuple[str, ...], list[Mapping[str, Value]]] = {}
        for case in _cases(base, issue, seed):
            found.setdefault(deciding_policies(assistant, case, on), []).append(case)
        for policies, cases in sorted(found.items()):
            states = {channel: _state(assistant, cases, channel, on) for channel in base.channels}
            titles = tuple(base.policies[key].title for key in policies)
            asked = counted.get((issue, policies), {})
            rows.append(CoverageRow(issue, policies, titles, states, cases[0], len(cases), asked))
    placed = {(row.issue, row.policies) for row in rows}
    unplaced: dict[str, dict[str, int]] = {}
    for (issue, policies), channels in counted.items():
        if (issue, policies) not in placed:
            mine = unplaced.setdefault(issue, {})
            for channel, count in channels.items():
                mine[channel] = mine.get(channel, 0) + count
    return Coverage(tuple(rows), unplaced)


def deciding_policies(assistant: Assistant, facts: Mapping[str, Value], on: date) -> tuple[str, ...]:
    """Return the policies that decide something of a case on any channel, in the order of the base."""
    base = assistant.base
    found = {
        key
        for channel in base.channels
        for keys in assistant.decider.decide(Case(channel, on, facts)).policies.values()
        for key in keys
    }
    return tuple(key for key in base.policies if key in found)


def _state(assistant: Assistant, cases: Sequence[Mapping[str, Value]], channel: str, on: date) -> State:
    states = {_one_state(assistant, case, channel, on) for case in cases}
    return states.pop() if len(states) == 1 else "part"


def _one_state(assistant: Assistant, facts: Mapping[str, Value], channel: str, on: date) -> State:
    """Say what an agent finds for a case: a text of a policy about its issue that holds in it, else a bare decision."""
    base = assistant.base
    for key in assistant.policies_of(str(facts[base.subject])):
        policy = base.policies[key]
        is_open = channel in (policy.channels or base.channels) and _exists(policy, on)
        if is_open and policy.say and assistant.applicability.fit(("policy", key), facts).holds:
            return "script"
    decision = assistant.decider.decide(Case(channel, on, facts))
    return "decision" if decision.decided or decision.contested else "nothing"


def _exists(policy: Policy, on: date) -> bool:
    return (policy.valid.from_ is None or policy.valid.from_ <= on) and (
        policy.valid.to is None or on <= policy.valid.to
    )


def _cases(base: Base, issue: str, seed: int) -> Iterator[Mapping[str, Value]]:
    """Yield a case for every combination of what the conditions of an issue tell apart."""
    values = {name: found for name, found in _told_apart(base, issue).items() if len(found) > 1}
    names = list(values)
    if prod(len(found) for found in values.values()) <= MOST_CASES:
        for chosen in product(*values.values()):
            yield {base.subject: issue, **dict(zip(names, chosen, strict=True))}
        return
    random = Random(f"{seed}:{issue}")
    for _ in range(MOST_CASES):
        yield {base.subject: issue, **{name: random.choice(found) for name, found in values.items()}}


def _told_apart(base: Base, issue: str) -> Mapping[str, Sequence[Value]]:
    """Return for each fact that a policy of the issue names a value from each stretch that conditions tell apart."""
    found: dict[str, set[Value]] = {}
    for policy in base.policies.values():
        subject = policy.when.all.get(base.subject)
        if not policy.decide or (subject is not None and not matches(subject, issue)):
            continue
        for matchers in (policy.when.all, *policy.when.any):
            for name, matcher in matchers.items():
                if name != base.subject:
                    found.setdefault(name, set()).update(_ends(matcher, base.facts[name]))
    return {name: _sorted(values) for name, values in sorted(found.items())}


def _ends(matcher: Matcher, fact: Fact) -> Iterator[Value]:
    for near, far in edges(matcher, fact):
        yield from (near, far)
    if isinstance(fact, IntegerFact):
        yield from (fact.min, fact.max)


def _sorted(values: set[Value]) -> list[Value]:
    return sorted(values, key=lambda value: (isinstance(value, str), value))
