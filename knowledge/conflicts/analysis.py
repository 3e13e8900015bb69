"""The analysis of a base: every finding; what texts state is kept through an edit, since reading them takes longest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.conflicts import channels, duplicates, gaps, guidance, outcomes, shadows, statutes, wording
from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy, compile_policies
from knowledge.conflicts.conflict import Conflict, ConflictKind
from knowledge.conflicts.neighbours import neighbours
from knowledge.conflicts.wording import Read
from knowledge.deciding.decide import Decider
from knowledge.deciding.space.regions import overlap
from knowledge.model.base import Base
from knowledge.model.entries import Policy

Found = tuple[Conflict, ...]
Reading = Callable[[CompiledPolicies], Read]  # makes what reads the texts of a base
# the fields of a policy that decide: the others are text
_DECIDING = ("when", "decide", "over", "channels", "basis", "valid", "differs")
_ORDER = {kind: number for number, kind in enumerate(ConflictKind)}


@dataclass(frozen=True)
class Analysis:
    """The findings of a base for the span of days that begins on a day, by kind, then in the order of the base."""

    compiled: CompiledPolicies
    findings: Found
    wording: Mapping[str, Found]  # by policy
    reading: Reading | None = None
    read: Read | None = None

    def edited(self, base: Base) -> Analysis:
        """Return the analysis of the base after an edit; only texts that the edit can touch are read again."""
        old, compiled = self.compiled, compile_policies(base, self.compiled.first)
        if self.read is None or old.space != compiled.space or not _reads_alike(old.base, base):
            return analyse(base, self.compiled.first, self.reading)
        names = dict.fromkeys((*old.base.policies, *base.policies))
        changed = [name for name in names if old.base.policies.get(name) != base.policies.get(name)]
        cases = [name for name in changed if not _decide_alike(old.base.policies.get(name), base.policies.get(name))]
        again = _touched(old, compiled, cases) | {name for name in changed if name in compiled.policies}
        kept = {name: found for name, found in self.wording.items() if name in compiled.policies and name not in again}
        return _analysis(compiled, {**kept, **_wording(compiled, again, self.read)}, self.reading, self.read)


def analyse(base: Base, on: date, reading: Reading | None = None) -> Analysis:
    """Return the analysis of a base from a day on; without `reading` its texts are not held against it."""
    compiled = compile_policies(base, on)
    read = reading(compiled) if reading else None
    return _analysis(compiled, _wording(compiled, compiled.policies, read), reading, read)


def _analysis(
    compiled: CompiledPolicies, said: Mapping[str, Found], reading: Reading | None, read: Read | None
) -> Analysis:
    found = (*_structural(compiled), *(one for name in said for one in said[name]))
    return Analysis(compiled, tuple(sorted(found, key=lambda one: _place(compiled, one))), said, reading, read)


def _place(compiled: CompiledPolicies, finding: Conflict) -> tuple[Any, ...]:
    ranks = tuple(compiled.rank.get(member.id, -1) for member in finding.entries)
    subject = finding.subject and compiled.space.axes[0].position(finding.subject)
    return _ORDER[finding.kind], subject or 0, ranks, [member.id for member in finding.entries], finding.outcomes


def _structural(compiled: CompiledPolicies) -> Iterator[Conflict]:
    """Yield what follows from conditions, decisions and stances alone."""
    near, rank = neighbours(compiled), compiled.rank
    for left, others in near.items():
        for right in others:
            if rank[left] < rank[right]:
                one, other = compiled.policies[left], compiled.policies[right]
                yield from outcomes.between(compiled, one, other)
                yield from channels.between(compiled, near, one, other)
    for statute in compiled.statutes.values():
        yield from statutes.below(compiled, statute)
    for subject in sorted({subject for subject, _ in compiled.deciding}):
        yield from gaps.within(compiled, subject)
    for policy in compiled.policies.values():
        yield from shadows.over(compiled, policy)
    yield from duplicates.within(compiled)
    yield from guidance.within(compiled.base)


def _wording(compiled: CompiledPolicies, names: Iterable[str], read: Read | None) -> dict[str, Found]:
    """Hold the texts of policies against the decisions; the base is compiled for deciding only if there are any."""
    said = [name for name in names if compiled.base.policies[name].say and compiled.policies[name].region]
    if read is None or not said:
        return {}
    decider = Decider(compiled.base)
    return {name: tuple(wording.of_policy(compiled, decider, compiled.policies[name], read)) for name in said}


def _reads_alike(old: Base, new: Base) -> bool:
    """Say whether what was read in the texts of one base holds for the other, apart from its policies."""
    parts = ("facts", "outcomes", "channels")
    same = all(list(getattr(old, part).items()) == list(getattr(new, part).items()) for part in parts)
    return same and old.claims == new.claims


def _decide_alike(old: Policy | None, new: Policy | None) -> bool:
    """Say whether only texts of a policy differ: then no other policy's text is held against another decision."""
    return old is not None and new is not None and all(getattr(old, name) == getattr(new, name) for name in _DECIDING)


def _touched(old: CompiledPolicies, compiled: CompiledPolicies, changed: Collection[str]) -> set[str]:
    """Return the policies whose cases an edited policy decides, or decided, with it; all of them say something."""
    around = {name for name in changed if name in compiled.policies}
    edited: list[CompiledPolicy] = [
        part for name in changed for part in (old.policies.get(name), compiled.policies.get(name)) if part is not None
    ]
    for part in edited:
        for name, other in compiled.policies.items():
            if compiled.base.policies[name].say and any(overlap(a, b) for a in part.region for b in other.region):
                around.add(name)
    return around
