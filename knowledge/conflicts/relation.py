"""How two policies stand to each other: in conflict, apart by channel on purpose, one the other's exception, agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from knowledge.conflicts import channels, outcomes, pairs
from knowledge.conflicts import wordings as words
from knowledge.conflicts.compiled_policies import Part, Stage
from knowledge.conflicts.finding import Finding, Member
from knowledge.conflicts.message import message
from knowledge.conflicts.neighbours import meets, neighbours_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """They disagree about a case, and nothing excuses it."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """They decide differently on different channels, and one of them says so."""

    policy: str
    because: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exception_:
    """Where both apply, one lawfully takes the place of the other."""

    above: str
    below: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where both apply they decide the same, in whatever words."""

    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """They differ, and other policies keep it from ever showing."""

    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """They never apply to one case, or decide nothing in common."""


Relation = Conflict | Declared | Exception_ | Agreement | Settled | Apart


def relation(stage: Stage, left: str, right: str) -> Relation:
    """Say how two policies that exist within the span stand to each other, the gravest relation first."""
    one, other = sorted((stage.policies[left], stage.policies[right]), key=lambda part: stage.rank[part.name])
    if not meets(one, other):
        return Apart()
    near = {part.name: neighbours_of(stage, part, stage.policies) for part in (one, other)}
    findings = (*outcomes.between(stage, one, other), *channels.between(stage, near, one, other))
    if findings:
        return Conflict(findings)
    apart = tuple(pairs.differing(one, other))
    if not apart:
        return Agreement(tuple(name for name in one.decide if name in other.decide))
    return _excused(stage, one, other, apart)


def _excused(stage: Stage, one: Part, other: Part, apart: tuple[str, ...]) -> Relation:
    for part, against in ((one, other), (other, one)):
        if against.name in part.over:
            return Exception_(part.name, against.name, apart)
    for part, against in ((one, other), (other, one)):
        differs = stage.base.policies[part.name].differs
        if differs is not None and against.name in part.differs:
            return Declared(part.name, differs.because, apart)
    return Settled(apart)


def explain(stage: Stage, left: str, right: str) -> str:
    """Return the relation of two policies in Chinese."""
    base = stage.base
    both = words.named(base, (Member("policy", left), Member("policy", right)))
    match relation(stage, left, right):
        case Conflict(findings):
            return "真正的冲突。" + "".join(message(base, finding) for finding in findings)
        case Declared(policy, because, names):
            writer = words.named(base, [Member("policy", policy)])
            decided = words.names_in_words(base, names)
            return f"写明了的渠道差异。{both}的{decided}按渠道不同，{writer}写了原因：{because}。"
        case Exception_(above, below, names):
            first, second = (words.named(base, [Member("policy", name)]) for name in (above, below))
            decided = words.names_in_words(base, names)
            return f"合法的例外。两条都适用时，{decided}以{first}为准，它在 over 里写明取代{second}。"
        case Agreement(names):
            return f"同一决定、不同说法。{both}都适用时，{words.names_in_words(base, names)}的决定相同。"
        case Settled(names):
            decided = words.names_in_words(base, names)
            return f"不会碰面。{both}的{decided}不同，但凡会冲突的情形都由别的政策取代了其中一条。"
        case Apart():
            return f"互不相干。{both}没有共同适用的情形，或没有共同决定的事项。"
        case never:
            assert_never(never)
