"""Whether a policy can apply to a case whose facts are known in part, and how much of its condition is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.ranker.targets import Target, issue_of
from knowledge.deciding.space import Region, Space
from knowledge.deciding.space.regions import Box
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
        self._free: dict[Target, Fit] = {("policy", key): self._fit(key, {}) for key in base.policies}
        self._naming: dict[str, frozenset[Target]] = {}
        self._turning: dict[str, frozenset[str]] = {}
        for key, names in self._named.items():
            if (issue := self._issues[key]) is not None:
                self._turning[issue] = self._turning.get(issue, frozenset()) | names
            for name in names:
                self._naming[name] = self._naming.get(name, frozenset()) | {("policy", key)}

    def fit(self, target: Target, facts: Mapping[str, Value]) -> Fit:
        """Return how a target stands to `facts`; those that are assumed while unknown are taken as the base says."""
        free = self._free.get(target)
        if free is None:
            return FREE
        return free if facts.keys().isdisjoint(self._named[target[1]]) else self._fit(target[1], facts)

    def free(self, target: Target) -> Fit:
        """Return how a target stands to a case of which nothing is known."""
        return self._free.get(target, FREE)

    def naming(self, facts: Iterable[str]) -> frozenset[Target]:
        """Return the targets whose condition names one of the facts: `fit` is `free` for all others."""
        return frozenset().union(*(self._naming[name] for name in facts if name in self._naming))

    def turning_facts(self, issue: str) -> frozenset[str]:
        """Return the facts that the conditions of an issue's policies name, the subject left out."""
        return self._turning.get(issue, frozenset())

    def unsettled(self, target: Target, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the facts, neither known nor assumed, on which a policy's condition still turns, in its own order."""
        if target not in self._free:
            return ()
        key = target[1]
        case = {**self._assumed, **facts}
        if (issue := self._issues[key]) is not None:
            case[self._subject] = issue
        open_boxes = [box for box in self._regions[key] if self._meets(box, case)]
        turning = {self._space.axes[axis].name for box in open_boxes for axis in box} - case.keys()
        return tuple(name for name in self._space.index if name in turning and name in self._named[key])

    def _meets(self, box: Box, case: Mapping[str, Value]) -> bool:
        """Say whether the known facts of a case lie in a box."""
        axes, index = self._space.axes, self._space.index
        return all(
            name not in index or index[name] not in box or box[index[name]] >> axes[index[name]].position(value) & 1
            for name, value in case.items()
        )

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
