"""Claims held against what is decided: the verdict on a reply and what is wrong, open or unsupported in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.deciding.decide import Decider, FactQuestion
from knowledge.deciding.resolution import Decided, Resolution
from knowledge.deciding.space import Region
from knowledge.deciding.space.regions import EVERYWHERE, intersection
from knowledge.deciding.statutory_minimum import StatutoryMinimum
from knowledge.model.case import Case
from knowledge.model.conditions import When
from knowledge.model.outcomes import Outcome
from knowledge.reading.claims.claim import Claim
from knowledge.text import minutes

Verdict = Literal["contradicts", "unsupported", "depends", "consistent", "silent"]
Kind = Literal["outcome", "unsupported", "open", "right"]

_VERDICT_OF: Mapping[Kind, Verdict] = {
    "outcome": "contradicts",
    "unsupported": "unsupported",
    "open": "depends",
    "right": "consistent",
}  # the first that fits


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """What one claim comes to: `outcome` where it contradicts, else unsupported, open or right."""

    kind: Kind
    claim: Claim
    decided: tuple[str, ...]  # the values that completions decide, the most favourable first
    policies: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()  # statutes
    is_generous: bool = False  # offers more than any completion decides


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a reply, a finding for each claim that speaks of the case, and what to ask where it depends."""

    verdict: Verdict
    findings: tuple[JudgedClaim, ...] = ()
    ask: tuple[FactQuestion, ...] = ()

    @property
    def faults(self) -> tuple[JudgedClaim, ...]:
        """The findings that an agent should see."""
        return tuple(found for found in self.findings if found.kind != "right")


def judge(decider: Decider, case: Case, claims: Sequence[Claim]) -> Judgement:
    """Hold claims against the decisions for a case; a claim whose condition the case excludes states nothing."""
    findings = tuple(found for claim in claims if (found := _finding(decider, case, claim)) is not None)
    kinds = {found.kind for found in findings}
    verdict: Verdict = next((verdict for kind, verdict in _VERDICT_OF.items() if kind in kinds), "silent")
    ask = questions(decider, case, [found for found in findings if found.kind == "open"])
    return Judgement(verdict, findings, ask)


def _region_of(decider: Decider, case: Case, claim: Claim) -> Region:
    """Return the cases that a claim is held against: those of its conditions.

    What is only told of this case, and is not so, limits nothing.
    """
    region = EVERYWHERE
    point = decider.space.point(case.facts)
    for condition in claim.conditions:
        here = decider.space.region(When(condition.when))
        if not condition.strict and not intersection(here, (point,)):
            continue
        region = intersection(region, here)
    return region


def _finding(decider: Decider, case: Case, claim: Claim) -> JudgedClaim | None:
    outcome = decider.base.outcomes.get(claim.outcome)
    region = _region_of(decider, case, claim)
    reached = decider.possible(claim.outcome, case, region) if outcome is not None else frozenset()
    if outcome is None or not reached:
        return None
    values = _values(reached, outcome)
    right = [value for value in values if _is_kept(outcome, claim.value, value)]
    floors = _broken(outcome, claim.value, decider.statutory_minimums(claim.outcome, case, region))
    is_certain = all(isinstance(one, Decided) for one in reached)
    policies = _policies(decider, reached)
    basis = tuple(
        dict.fromkeys((*floors, *(name for policy in policies for name in decider.base.policies[policy].basis)))
    )
    if floors or (values and not right):
        generous = (
            outcome.ordered
            and bool(values)
            and all(outcome.favour(claim.value) > outcome.favour(value) for value in values)
        )
        return JudgedClaim("outcome", claim, values, policies, basis, generous)
    if not right:
        return JudgedClaim("unsupported", claim, ())
    if len(right) < len(values) or not is_certain:
        return JudgedClaim("open", claim, values, policies, basis)
    return JudgedClaim("right", claim, values, policies, basis)


def _values(reached: Iterable[Resolution], outcome: Outcome) -> tuple[str, ...]:
    values = {one.value for one in reached if isinstance(one, Decided)}
    return tuple(sorted(values, key=lambda value: (-outcome.favour(value), value)))


def _is_kept(outcome: Outcome, said: str, decided: str) -> bool:
    """A value is right where it is the one decided, a time also where it is sooner."""
    return minutes(said) <= minutes(decided) if outcome.is_duration else said == decided


def _broken(outcome: Outcome, said: str, floors: frozenset[StatutoryMinimum]) -> tuple[str, ...]:
    """Return the statutes that the value falls below, where one stands in every completion."""
    if not outcome.ordered or not floors:
        return ()
    if any(floor.value is None or outcome.favour(said) >= outcome.favour(floor.value) for floor in floors):
        return ()
    return tuple(sorted({name for floor in floors for name in floor.statutes}))


def _policies(decider: Decider, reached: Iterable[Resolution]) -> tuple[str, ...]:
    names = {name for one in reached if isinstance(one, Decided) for name in one.policies}
    return tuple(name for name in decider.base.policies if name in names)


def questions(decider: Decider, case: Case, open_: Sequence[JudgedClaim]) -> tuple[FactQuestion, ...]:
    """Return what to ask, of the facts on which the policies behind the open claims turn."""
    if not open_:
        return ()
    facts = {decider.base.subject}
    for found in open_:
        for name in found.policies:
            when = decider.base.policies[name].when
            facts.update(when.all, *when.any)
    return tuple(question for question in decider.decide(case).ask if question.fact in facts)
