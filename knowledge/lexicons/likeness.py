"""Which names of a base mean what a name of the product means: the same id, or `like:`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.model.facts import BooleanFact, ChoiceFact, Fact
from knowledge.model.outcomes import Outcome


@dataclass(slots=True)
class Likeness:
    """Names of the product in those of a base; what the base lacks is remembered in `lacking`, with how often."""

    known_facts: Mapping[str, Fact]  # of the product
    known_outcomes: Mapping[str, Outcome]
    facts: Mapping[str, Fact]  # of the base
    outcomes: Mapping[str, Outcome]
    is_shared: bool = True  # false for a lexicon of the base, whose names are first of all its own
    lacking: dict[str, int] = field(default_factory=dict)

    def outcomes_like(self, name: str) -> tuple[str, ...]:
        """Return the outcomes of the base that mean an outcome of the product."""
        return tuple(self._meaning(name, self.outcomes)) or self._lack(name)

    def outcome_like(self, name: str) -> str:
        """Return the first of them, empty where there is none."""
        return next(iter(self.outcomes_like(name)), "") if name else ""

    def value_like(self, outcome: str, value: str, own: str) -> str:
        """Return what a value of the product's outcome is called in an outcome of the base, empty where it lacks it."""
        mine, known = self.outcomes[own], self.known_outcomes.get(outcome)
        if mine.values is None or value in mine.values:
            return value
        if known is None or known.values is None or value not in known.values or not (mine.ordered and known.ordered):
            return next(iter(self._lack(f"{outcome}: {value}")), "")
        place = known.values.index(value) * (len(mine.values) - 1) / max(1, len(known.values) - 1)
        return mine.values[round(place)]

    def facts_like(self, name: str) -> tuple[str, ...]:
        """Return the facts of the base that mean a fact of the product; they are of its type."""
        kind = self.known_facts[name].type if name in self.known_facts else ""
        found = tuple(key for key in self._meaning(name, self.facts) if not kind or self.facts[key].type == kind)
        return found or self._lack(name)

    def fact_like(self, name: str) -> str:
        """Return the first of them, empty where there is none."""
        return next(iter(self.facts_like(name)), "") if name else ""

    def values_like(self, own: str, value: str) -> tuple[str, ...]:
        """Return the values of a fact of the base that mean a value of the product's."""
        fact = self.facts[own]
        if isinstance(fact, BooleanFact) or not isinstance(fact, ChoiceFact):
            return (value,)
        return tuple(self._meaning(value, fact.values)) or self._lack(f"{own}: {value}")

    def subjects_like(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """Return the values of the base's subject that mean these of the product's."""
        subject = next((name for name, fact in self.facts.items() if fact.subject), None)
        return tuple(_each(self, subject, values)) if subject else ()

    def _meaning(self, name: str, known: Mapping[str, Any]) -> Iterator[str]:
        if not self.is_shared and name in known:
            yield name
            return
        yield from (key for key, one in known.items() if (one.like or key) == name)

    def _lack(self, name: str) -> tuple[str, ...]:
        self.lacking[name] = self.lacking.get(name, 0) + 1
        return ()


def _each(likeness: Likeness, subject: str, values: tuple[str, ...]) -> Iterator[str]:
    for value in values:
        yield from likeness.values_like(subject, value)
