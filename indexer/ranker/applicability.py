"""Whether a policy can apply to a case whose facts are known in part, and how much of its condition is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.ranker.targets import Target, issue_of
from knowledge.deciding.space import Region, Space
from knowledge.model.base import Base
from knowledge.model.facts import Value, assumed_value


@dataclass(frozen=True, slots=True)
class Fit:
    """How the condition of a policy stands to the facts of a case, the subject left out."""

    holds: bool | None  # in every completion, in none, in some
    known: int  # facts of the condition that are stated or given
    open: int  # facts of the condition that are neither known nor assumed
    decides: int  # outcomes


FREE = Fit(True, 0, 0, 0)  # what is no policy applies to every case


class Applicability:
    """The conditions of a base's policies, compiled once."""

    def __init__(self, base: Base, space: Space) -> None:
        self._space = space
        self._subject = base.subject
        self._assumed = {name: value for name, fact in base.facts.items() if (value := assumed_value(fact)) is not None}
        self._regions: dict[str, Region] = {key: space.region(policy.when) for key, policy in base.policies.items()}
        self._decides = {key: len(policy.decide) for key, policy in base.policies.items()}
        self._issues = {key: issue_of(base, policy) for key, policy in base.policies.items()}
        self._named = {
            key: frozenset({*policy.when.all, *(name for way in policy.when.any for name in way)} - {base.subject})
            for key, policy in base.policies.items()
        }
        self._free = {("policy", key): self._fit(key, {}) for key in base.policies}  # where none of its facts is known

    def fit(self, target: Target, facts: Mapping[str, Value]) -> Fit:
        """Return how a target stands to `facts`; those that are assumed while unknown are taken as the base says."""
        free = self._free.get(target)
        if free is None:
            return FREE
        return free if facts.keys().isdisjoint(self._named[target[1]]) else self._fit(target[1], facts)

    def _fit(self, key: str, facts: Mapping[str, Value]) -> Fit:
        named, issue = self._named[key], self._issues[key]
        if not named:
            return Fit(True, 0, 0, self._decides[key])
        case = {name: value for name, value in {**self._assumed, **facts}.items() if name in named}
        if issue is not None:
            case[self._subject] = issue
        known = sum(name in facts for name in named)
        missing = sum(name not in case for name in named)
        return Fit(self._space.holds(self._regions[key], case), known, missing, self._decides[key])
