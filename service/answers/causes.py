"""Conflicts grouped by their cause: one wrong policy is one group, however many correct entries it disagrees with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.conflicts.conflict import ConflictKind, ConflictSeverity
from service.answers.conflict import ConflictAnswer, ConflictGroup, Conflicts

_HARM = {ConflictSeverity.ERROR: 0, ConflictSeverity.WARNING: 1, ConflictSeverity.NOTICE: 2}


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that one entry (or, of gaps, one subject) has in common, the most harmful first."""

    entry: str  # id; empty where the findings share a subject
    title: str
    subject: str
    conflicts: tuple[ConflictAnswer, ...]

    @property
    def severity(self) -> ConflictSeverity:
        return self.conflicts[0].severity


def causes(conflicts: Sequence[ConflictAnswer]) -> tuple[Cause, ...]:
    """Group conflicts, the most harmful group first, then the largest.

    The entry that stands in most findings explains all of its own; what is left is grouped the same way. A statute is
    never to blame. Among equals the left entry is named.
    """
    gaps = [one for one in conflicts if one.kind is ConflictKind.GAP]
    left = [one for one in conflicts if one.kind is not ConflictKind.GAP]
    groups = [*_by_subject(gaps)]
    while left:
        counted = Counter(entry for one in left for entry in set(_suspects(one)))
        order = {entry: place for place, entry in enumerate(entry for one in left for entry in _suspects(one))}
        blamed = min(counted, key=lambda entry: (-counted[entry], order[entry]))
        its = [one for one in left if blamed in _suspects(one)]
        groups.append(Cause(blamed, _title(its[0], blamed), "", _ordered(its)))
        left = [one for one in left if blamed not in _suspects(one)]
    return tuple(sorted(groups, key=lambda group: (_HARM[group.severity], -len(group.conflicts))))


def with_groups(conflicts: Sequence[ConflictAnswer]) -> Conflicts:
    """Return conflicts as they are sent, with the groups that the open ones make."""
    groups = (
        ConflictGroup(
            entry=one.entry,
            title=one.title,
            subject=one.subject,
            severity=one.severity,
            conflicts=tuple(conflict.id for conflict in one.conflicts),
        )
        for one in causes([conflict for conflict in conflicts if conflict.state == "open"])
    )
    return Conflicts(conflicts=tuple(conflicts), groups=tuple(groups))


def _suspects(conflict: ConflictAnswer) -> tuple[str, ...]:
    if conflict.kind is ConflictKind.STATUTE and len(conflict.entries) > 1:
        return conflict.entries[1:]
    return conflict.entries


def _by_subject(gaps: Iterable[ConflictAnswer]) -> Iterable[Cause]:
    found: dict[str, list[ConflictAnswer]] = {}
    for one in gaps:
        found.setdefault(one.subject or "", []).append(one)
    return [Cause("", "", subject, _ordered(its)) for subject, its in found.items()]


def _ordered(conflicts: Sequence[ConflictAnswer]) -> tuple[ConflictAnswer, ...]:
    return tuple(sorted(conflicts, key=lambda one: _HARM[one.severity]))


def _title(conflict: ConflictAnswer, entry: str) -> str:
    return dict(zip(conflict.entries, conflict.titles, strict=True))[entry]
