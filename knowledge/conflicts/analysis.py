"""The analysis of a base: every finding, kept by what it is about, so that an edit is answered without a new start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.conflicts import channels, duplicates, gaps, guidance, outcomes, shadows, statutes, wording
from knowledge.conflicts.compiled_policies import Part, Stage, edited, stage_of
from knowledge.conflicts.finding import Finding, Kind
from knowledge.conflicts.gaps import Gaps
from knowledge.conflicts.neighbours import meets, neighbours
from knowledge.conflicts.pairs import differing
from knowledge.conflicts.wording import Read
from knowledge.deciding.decide import Decider
from knowledge.deciding.space import Space
from knowledge.deciding.space.regions import overlap
from knowledge.model.base import Base

Found = tuple[Finding, ...]
Reading = Callable[[Stage], Read]  # makes what reads the texts of a base
_ORDER = {kind: number for number, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Analysis:
    """The findings of a base for the span of days that begins on `on`."""

    stage: Stage
    near: Mapping[str, set[str]]  # the neighbours of each policy
    pairs: Mapping[tuple[str, str], Found]  # only pairs about which something was found
    statutes: Mapping[str, Found]
    gaps: Mapping[int, Gaps]
    shadows: Mapping[str, Found]
    texts: Found  # duplicates and guidance
    wording: Mapping[str, Found]
    reading: Reading | None = None
    read: Read | None = None

    @property
    def findings(self) -> Found:
        """Every finding, by kind, then in the order of the base."""
        tables = (self.pairs, self.statutes, self.shadows, self.wording)
        kept = [found for table in tables for listed in table.values() for found in listed]
        open_ = [found for listed in self.gaps.values() for found in listed.findings]
        return tuple(sorted((*kept, *open_, *self.texts), key=self._place))

    def edited(self, base: Base) -> Analysis:
        """Return the analysis of the base after an edit; only what the edit can touch is worked out again."""
        old = self.stage.base
        if not _comparable(old, base):
            return analyse(base, self.stage.first, self.reading)
        names = dict.fromkeys((*old.policies, *base.policies))
        changed = [name for name in names if old.policies.get(name) != base.policies.get(name)]
        space = self.stage.space
        if (
            any(axis.is_integer and axis.size != axis.highs[-1] - int(axis.values[0]) + 1 for axis in space.axes)
            and changed
        ):
            space = Space.of(base)
            if space != self.stage.space:
                return analyse(base, self.stage.first, self.reading)
        return _reworked(self, base, changed)

    def _place(self, finding: Finding) -> tuple[Any, ...]:
        ranks = tuple(self.stage.rank.get(member.id, -1) for member in finding.entries)
        subject = finding.subject and self.stage.space.axes[0].position(finding.subject)
        return _ORDER[finding.kind], subject or 0, ranks, [member.id for member in finding.entries], finding.outcomes


def analyse(base: Base, on: date, reading: Reading | None = None) -> Analysis:
    """Return the analysis of a base from a day on; without `reading` its texts are not held against it."""
    stage = stage_of(base, on)
    near = neighbours(stage)
    rank = stage.rank
    pairs = {
        (left, right): found
        for left, others in near.items()
        for right in others
        if rank[left] < rank[right] and (found := _of_pair(stage, near, left, right))
    }
    subjects = sorted({subject for subject, _ in stage.deciding})
    read = reading(stage) if reading else None
    return Analysis(
        stage,
        near,
        pairs,
        {name: tuple(statutes.below(stage, part)) for name, part in stage.statutes.items()},
        {subject: gaps.within(stage, subject) for subject in subjects},
        {name: tuple(shadows.over(stage, part)) for name, part in stage.policies.items()},
        (*duplicates.within(stage), *guidance.within(base)),
        _wording(stage, stage.policies, read),
        reading,
        read,
    )


def _of_pair(stage: Stage, near: Mapping[str, set[str]], left: str, right: str) -> Found:
    one, other = stage.policies[left], stage.policies[right]
    return (*outcomes.between(stage, one, other), *channels.between(stage, near, one, other))


def _wording(stage: Stage, names: Iterable[str], read: Read | None) -> dict[str, Found]:
    """Hold the texts of policies against the decisions; the base is compiled for deciding only if there are any."""
    said = [name for name in names if stage.base.policies[name].say and stage.policies[name].region]
    if read is None or not said:
        return {}
    decider = Decider(stage.base)
    return {name: tuple(wording.of_policy(stage, decider, stage.policies[name], read)) for name in said}


def _comparable(old: Base, new: Base) -> bool:
    """Say whether the analysis of one base can serve for the other, apart from policies and texts."""
    parts = ("facts", "outcomes", "channels", "statutes")
    same = all(list(getattr(old, part).items()) == list(getattr(new, part).items()) for part in parts)
    order = [[name for name in one.policies if name in other.policies] for one, other in ((old, new), (new, old))]
    return same and old.claims == new.claims and order[0] == order[1]


def _reworked(before: Analysis, base: Base, changed: list[str]) -> Analysis:
    old = before.stage
    stage = edited(old, base, set(changed))
    policies = stage.policies
    touched = [part for name in changed for part in (old.policies.get(name), policies.get(name)) if part is not None]
    near = _near(before, stage, changed)
    pairs = _pairs(before, stage, near, changed, touched)
    subjects = {subject for part in touched for subject in stage.subjects(part)}
    laws = {name: part for name, part in stage.statutes.items() if any(_may_touch(part, other) for other in touched)}
    covered = {below for part in touched for below in part.over}
    again = _meeting(stage, changed, touched)
    kept = {name: found for name, found in before.wording.items() if name in policies and name not in again}
    return Analysis(
        stage,
        near,
        pairs,
        {**before.statutes, **{name: tuple(statutes.below(stage, part)) for name, part in laws.items()}},
        _gaps(before, stage, subjects, {outcome for part in touched for outcome in part.decide}),
        {
            name: tuple(shadows.over(stage, part)) if name in covered or name in changed else before.shadows[name]
            for name, part in stage.policies.items()
        },
        (*duplicates.within(stage), *guidance.within(base)),
        {**kept, **_wording(stage, again, before.read)},
        before.reading,
        before.read,
    )


def _near(before: Analysis, stage: Stage, changed: Iterable[str]) -> dict[str, set[str]]:
    near = {name: before.near.get(name, set()) for name in stage.policies}
    for name in changed:
        for other in before.near.get(name, ()):
            if other in near:
                near[other] = near[other] - {name}
    for name in changed:
        part = stage.policies.get(name)
        if part is None:
            continue
        near[name] = {other for other, there in stage.policies.items() if other != name and meets(part, there)}
        for other in near[name]:
            near[other] = near[other] | {name}
    return near


def _pairs(
    before: Analysis, stage: Stage, near: Mapping[str, set[str]], changed: Iterable[str], touched: Iterable[Part]
) -> dict[tuple[str, str], Found]:
    """Work out again the pairs with an edited policy, and those that one stands, or stood, between."""
    again: set[tuple[str, str]] = set()
    rank = stage.rank
    decided: dict[str, set[str]] = {name: set() for name in changed}
    for part in touched:
        decided[part.name] |= part.decide.keys()
    for name in decided:
        around = (before.near.get(name, set()) | near.get(name, set())) & rank.keys()
        if name in rank:
            again.update((name, other) if rank[name] < rank[other] else (other, name) for other in around)
        for left in around:
            again.update((left, right) for right in near[left] & around if rank[left] < rank[right])
    again = {pair for pair in again if pair[0] in decided or pair[1] in decided or _turns_on(stage, pair, decided)}
    gone = set(changed)
    kept = {
        pair: found
        for pair, found in before.pairs.items()
        if pair not in again and gone.isdisjoint(pair) and rank[pair[0]] < rank[pair[1]]
    }
    found_again = {pair: found for pair in again if (found := _of_pair(stage, near, *pair))}
    return {**kept, **found_again}


def _turns_on(stage: Stage, pair: tuple[str, str], decided: Mapping[str, set[str]]) -> bool:
    """Say whether an edited policy decides an outcome on which a pair differs."""
    apart = differing(stage.policies[pair[0]], stage.policies[pair[1]])
    return any(outcome in names for names in decided.values() for outcome in apart)


def _gaps(before: Analysis, stage: Stage, subjects: set[int], touched: set[str]) -> dict[int, Gaps]:
    found: dict[int, Gaps] = {}
    for subject in sorted({subject for subject, _ in stage.deciding}):
        known = before.gaps.get(subject)
        if known is None:
            found[subject] = gaps.within(stage, subject)
        else:
            found[subject] = gaps.within(stage, subject, known.spots, touched) if subject in subjects else known
    return found


def _may_touch(part: Part, statute: Part) -> bool:
    if part.decide.keys().isdisjoint(statute.decide):
        return False
    return any(overlap(a, b) for a in part.region for b in statute.region)


def _meeting(stage: Stage, changed: Iterable[str], touched: Iterable[Part]) -> set[str]:
    """Return the policies whose cases an edited policy decides, or decided, with it; all of them say something."""
    around = {name for name in changed if name in stage.policies}
    for part in touched:
        for name, other in stage.policies.items():
            if stage.base.policies[name].say and any(overlap(a, b) for a in part.region for b in other.region):
                around.add(name)
    return around
