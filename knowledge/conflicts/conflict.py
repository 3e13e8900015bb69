"""Findings: one disagreement inside a base each, with the smallest case that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.model.entries import Kind as EntryKind
from knowledge.model.facts import Value


class ConflictKind(StrEnum):
    """What a finding is about, in the order in which findings are listed."""

    OUTCOME = "outcome"
    CHANNEL = "channel"
    STATUTE = "statute"
    WORDING = "wording"
    GUIDANCE = "guidance"
    GAP = "gap"
    SHADOWED = "shadowed"
    DUPLICATE = "duplicate"


class ConflictSeverity(StrEnum):
    """How bad a finding is; only an open error fails the analysis."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


_MILDER = {
    ConflictKind.GAP: ConflictSeverity.WARNING,
    ConflictKind.SHADOWED: ConflictSeverity.WARNING,
    ConflictKind.DUPLICATE: ConflictSeverity.NOTICE,
}


@dataclass(frozen=True, slots=True)
class Witness:
    """A smallest case that shows the conflict; what it leaves out does not matter."""

    channels: tuple[str, ...]  # two for a conflict between channels, the left one first
    on: date
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Member:
    """An entry that takes part in a conflict."""

    kind: EntryKind
    id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict; equal findings have equal ids, and an id changes when what conflicts changes."""

    id: str
    kind: ConflictKind
    entries: tuple[Member, ...]
    outcomes: tuple[str, ...] = ()
    witness: Witness | None = None
    left: Mapping[str, str | None] = field(default_factory=dict)  # outcome -> value; None: not decided
    right: Mapping[str, str | None] = field(default_factory=dict)
    subject: str | None = None  # of a gap
    places: tuple[tuple[str, ...], ...] = ()  # of a kind about text: where in the first entry it stands
    detail: Mapping[str, str] = field(default_factory=dict)  # by language, of a kind about text: what stands there

    @property
    def severity(self) -> ConflictSeverity:
        return _MILDER.get(self.kind, ConflictSeverity.ERROR)
