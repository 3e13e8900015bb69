"""The conflicts of a base by an SMT solver, written straight from the documents and sharing nothing with the code.

Works on plain data. Finds which outcomes conflict for whom; witnesses are held against `brute`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import z3

from tests.knowledge.brute import length

Key = tuple[str, tuple[str, ...], str]  # kind, who, outcome


class Oracle:
    """A base in the solver's terms, for the span that begins on a day."""

    def __init__(self, base: Mapping[str, Any], first: date) -> None:
        self.facts = base["facts"]
        self.outcomes = base["outcomes"]
        self.channels = list(base["channels"])
        self.first = first
        self.last = first + timedelta(days=365)
        self.policies = {n: p for n, p in base["policies"].items() if self._exists(p, first)}
        self.statutes = base["statutes"]
        self.day = z3.Int("day")
        self.case = {
            name: z3.Bool(name) if fact["type"] == "boolean" else z3.Int(name) for name, fact in self.facts.items()
        }
        # terms are asked for again and again, and building one costs more than solving it
        self.applies = cache(self._applies)
        self.stands = cache(self._stands)
        self.decided_by = cache(self._decided_by)
        self.solver = z3.Solver()
        self.solver.add(self.day >= first.toordinal(), self.day <= self.last.toordinal())
        for name, fact in self.facts.items():
            match fact["type"]:
                case "choice":
                    self.solver.add(self.case[name] >= 0, self.case[name] < len(fact["values"]))
                case "integer":
                    self.solver.add(self.case[name] >= int(fact["min"]), self.case[name] <= int(fact["max"]))

    def conflicts(self) -> set[Key]:
        return {*self._outcome(), *self._channel(), *self._statute(), *self._gap(), *self._shadowed()}

    def _exists(self, policy: Mapping[str, Any], first: date) -> bool:
        valid = policy.get("valid", {})
        begins, ends = valid.get("from", "0001-01-01"), valid.get("to", "9999-12-31")
        return date.fromisoformat(begins) <= self.last and date.fromisoformat(ends) >= first

    def _differs(self, name: str) -> list[str]:
        differs = self.policies[name].get("differs", {})
        holds = date.fromisoformat(differs.get("until", "9999-12-31")) >= self.first
        return list(differs.get("from", [])) if holds else []

    def _can(self, *conditions: Any) -> bool:
        self.solver.push()
        self.solver.add(*conditions)
        found = self.solver.check()
        self.solver.pop()
        assert found != z3.unknown
        return bool(found == z3.sat)

    def _matches(self, name: str, matcher: Any) -> Any:
        if isinstance(matcher, dict):
            return z3.Not(self._matches(name, matcher["not"]))
        if isinstance(matcher, list):
            return z3.Or([self._matches(name, item) for item in matcher])
        value = self.case[name]
        match self.facts[name]["type"]:
            case "boolean":
                return value == (matcher == "true")
            case "choice":
                return value == list(self.facts[name]["values"]).index(matcher)
        if ".." in matcher:
            low, high = matcher.split("..")
            return z3.And(value >= int(low), value <= int(high))
        for sign in ("<=", ">=", "<", ">"):
            if matcher.startswith(sign):
                bound = int(matcher[len(sign) :])
                return {"<=": value <= bound, ">=": value >= bound, "<": value < bound, ">": value > bound}[sign]
        return value == int(matcher)

    def _mapping(self, mapping: Mapping[str, Any]) -> Any:
        return z3.And([self._matches(name, matcher) for name, matcher in mapping.items() if name != "any"])

    def _when(self, when: Mapping[str, Any]) -> Any:
        if "any" not in when:
            return self._mapping(when)
        return z3.And(self._mapping(when), z3.Or([self._mapping(way) for way in when["any"]]))

    def _applies(self, name: str, channel: str) -> Any:
        policy = self.policies[name]
        if channel not in policy.get("channels", self.channels):
            return z3.BoolVal(False)
        valid = policy.get("valid", {})
        limits = [self._when(policy["when"])]
        if "from" in valid:
            limits.append(self.day >= date.fromisoformat(valid["from"]).toordinal())
        if "to" in valid:
            limits.append(self.day <= date.fromisoformat(valid["to"]).toordinal())
        return z3.And(limits)

    def _deciding(self, outcome: str) -> list[str]:
        return [name for name, policy in self.policies.items() if outcome in policy["decide"]]

    def _stands(self, name: str, outcome: str, channel: str) -> Any:
        above = [other for other in self._deciding(outcome) if name in self.policies[other].get("over", [])]
        return z3.And(self.applies(name, channel), *(z3.Not(self.applies(other, channel)) for other in above))

    def _differ(self, outcome: str, left: str, right: str) -> bool:
        return self._value(left, outcome) != self._value(right, outcome)

    def _value(self, name: str, outcome: str) -> Any:
        return length(self.policies[name]["decide"][outcome])

    def _pairs(self) -> Iterable[tuple[str, str, str]]:
        for outcome in self.outcomes:
            for left, right in combinations(self._deciding(outcome), 2):
                if self._differ(outcome, left, right):
                    yield outcome, left, right

    def _outcome(self) -> Iterable[Key]:
        for outcome, left, right in self._pairs():
            ways = [z3.And(self.stands(left, outcome, c), self.stands(right, outcome, c)) for c in self.channels]
            if self._can(z3.Or(ways)):
                yield "outcome", (left, right), outcome

    def _decided_by(self, name: str, outcome: str, channel: str) -> Any:
        against = [other for other in self._deciding(outcome) if self._differ(outcome, name, other)]
        return z3.And(self.stands(name, outcome, channel), *(z3.Not(self.stands(o, outcome, channel)) for o in against))

    def _channel(self) -> Iterable[Key]:
        for outcome, left, right in self._pairs():
            excused = [self._differs(a) for a in (left, right)]
            if right in excused[0] or left in excused[1]:
                continue
            ways = [
                z3.And(self.decided_by(left, outcome, one), self.decided_by(right, outcome, other))
                for one in self.channels
                for other in self.channels
                if one != other
            ]
            if self._can(z3.Or(ways)):
                yield "channel", (left, right), outcome

    def _favour(self, outcome: str, value: str) -> int:
        values = self.outcomes[outcome].get("values")
        return -length(value) if values is None else values.index(value)

    def _statute(self) -> Iterable[Key]:
        for name, statute in self.statutes.items():
            for outcome, floor in statute["floor"].items():
                deciding = self._deciding(outcome)
                least = self._favour(outcome, floor)
                short = [p for p in deciding if self._favour(outcome, self.policies[p]["decide"][outcome]) < least]
                ways = []
                for channel in self.channels:
                    nobody = z3.And([z3.Not(self.applies(p, channel)) for p in deciding])
                    ways.append(z3.Or(nobody, *(self.stands(p, outcome, channel) for p in short)))
                if self._can(self._when(statute["when"]), z3.Or(ways)):
                    yield "statute", (name,), outcome

    def _gap(self) -> Iterable[Key]:
        subject = next(name for name, fact in self.facts.items() if fact.get("subject"))
        for number, value in enumerate(self.facts[subject]["values"]):
            here = self.case[subject] == number
            for outcome in self.outcomes:
                deciding = self._deciding(outcome)
                some = z3.Or([self.applies(p, c) for p in deciding for c in self.channels])
                accepting = [p for p in self.policies if outcome in self._accepted(p)]
                silent = (*deciding, *accepting)
                nobody = z3.Or([z3.And([z3.Not(self.applies(p, c)) for p in silent]) for c in self.channels])
                if self._can(here, some) and self._can(here, nobody):
                    yield "gap", (value,), outcome

    def _accepted(self, name: str) -> list[str]:
        """Return the outcomes that a policy leaves open on purpose."""
        accepted: list[str] = self.policies[name].get("gaps", {}).get("accepted", [])
        return accepted

    def _shadowed(self) -> Iterable[Key]:
        for name, policy in self.policies.items():
            stands = [self.stands(name, outcome, c) for outcome in policy["decide"] for c in self.channels]
            if not self._can(z3.Or(stands)):
                yield "shadowed", (name,), ""
