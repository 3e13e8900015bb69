"""The lexicon of claims, compiled: what each phrase can mean, and all phrases to be found at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.model.conditions import Matcher, Not
from knowledge.reading.claims.lexicon_entries import Act, Cost, Demand, Fixed, Paper, Timed, Tried
from knowledge.reading.claims.roles import Role
from knowledge.reading.spellings import Spellings


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A proviso with its conditions typed; it limits claims of these outcomes, of all where there are none."""

    when: Mapping[str, Matcher]
    standing: bool
    outcomes: tuple[str, ...] = ()


def opposite(when: Mapping[str, Matcher]) -> Mapping[str, Matcher]:
    """Return the condition that holds where this one, which names one fact, does not."""
    return {fact: matcher.matcher if isinstance(matcher, Not) else Not(matcher) for fact, matcher in when.items()}


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase can mean: the roles it plays in a clause, and the entries behind them."""

    roles: frozenset[Role]
    act: str = ""
    cost: str = ""
    time: str = ""
    paper: str = ""
    fixed: Fixed | None = None
    mention: Fixed | None = None
    limit: Limit | None = None
    demand: Demand | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that reading needs."""

    acts: Mapping[str, Act]
    costs: Mapping[str, Cost]
    times: Mapping[str, Timed]
    papers: Mapping[str, Paper]
    proofs: Mapping[str, Limit]  # paper -> the condition that it stands for beside a cost
    remedies: Mapping[str, tuple[str, ...]]  # subject -> the acts that its cases are about
    spellings: Spellings = field(repr=False)
    automaton: Any = field(repr=False)  # ahocorasick.Automaton, which has no stubs
    tests: tuple[tuple[str, str, Tried], ...] = ()  # file, frame, test

    def acts_of(self, says: Mapping[str, str]) -> tuple[str, ...]:
        """Return, for each outcome of fixed words, the first act that is about it alone: 包换 speaks of exchange."""
        found = (
            next(
                (
                    name
                    for name, act in self.acts.items()
                    if act.says.keys() == {outcome} and value in act.says[outcome]
                ),
                "",
            )
            for outcome, value in says.items()
        )
        return tuple(filter(None, found))

    def outcome(self, time: str) -> str:
        """Return the outcome that words of time promise, empty for idle ones."""
        timed = self.times[time]
        return "" if timed.idle else timed.outcome or time
