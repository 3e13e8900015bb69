"""A conflict of the base as it is sent: what disagrees, the case that shows it, where it stands, and its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from knowledge.conflicts.conflict import Conflict, ConflictKind, ConflictSeverity
from knowledge.conflicts.message import message
from knowledge.conflicts.render import sources
from knowledge.conflicts.wordings import title
from knowledge.model.base import Base
from knowledge.model.facts import Value
from service.answers.answer import Answer, Source, is_absent


class WitnessCase(Answer):
    """A smallest case that shows the conflict; what it leaves out does not matter."""

    channel: tuple[str, ...] = Field(description="two for a conflict between channels, the left one first")
    on: date
    facts: Mapping[str, Value]


class DismissedBy(Answer):
    """Who let the conflict stand, when and why."""

    at: datetime
    by: str
    because: str


class ConflictAnswer(Answer):
    """A disagreement inside the base, with a smallest case that shows it."""

    id: str = Field(description="made from the content of what conflicts: it changes when either side does")
    kind: ConflictKind
    severity: ConflictSeverity
    entries: tuple[str, ...]
    titles: tuple[str, ...] = Field(description="of the entries, in their order")
    channels: tuple[str, ...]
    outcomes: tuple[str, ...]
    witness: WitnessCase | None
    left: Mapping[str, str | None] = Field(description="by outcome, what the left side decides; null: nothing")
    right: Mapping[str, str | None]
    message: str
    sources: tuple[Source, ...]
    subject: str | None = Field(None, description="of a gap: the value of the subject", exclude_if=is_absent)
    state: Literal["open", "dismissed"] = "open"
    dismissed: DismissedBy | None = Field(None, exclude_if=is_absent)


class Conflicts(Answer):
    """Conflicts of a base, by kind and then in the order of the base."""

    conflicts: tuple[ConflictAnswer, ...]


def conflict_of(conflict: Conflict, base: Base) -> ConflictAnswer:
    """Return a conflict as it is sent, open."""
    witness = conflict.witness
    seen = witness and WitnessCase(channel=witness.channels, on=witness.on, facts=witness.facts)
    return ConflictAnswer(
        id=conflict.id,
        kind=conflict.kind,
        severity=conflict.severity,
        entries=tuple(member.id for member in conflict.entries),
        titles=tuple(title(base, member) for member in conflict.entries),
        channels=witness.channels if witness else (),
        outcomes=conflict.outcomes,
        witness=seen,
        left=conflict.left,
        right=conflict.right,
        message=message(base, conflict),
        sources=tuple(Source.of(place) for place in sources(conflict, base)),
        subject=conflict.subject,
    )
