"""A conflict of the base as it is sent: what disagrees, the case that shows it, where it stands, and its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from knowledge.conflicts.conflict import Conflict, ConflictKind, ConflictSeverity
from knowledge.conflicts.message import message
from knowledge.conflicts.render import sources
from knowledge.conflicts.wordings import CHINESE, ENGLISH, LANGUAGES, Words, title
from knowledge.languages.telling import is_chinese
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
    sentence: str = Field("", description="the witness as one person tells it to another; empty without a witness")
    message: str
    sources: tuple[Source, ...]
    subject: str | None = Field(None, description="of a gap: the value of the subject", exclude_if=is_absent)
    state: Literal["open", "dismissed"] = "open"
    dismissed: DismissedBy | None = Field(None, exclude_if=is_absent)

    places: tuple[tuple[str, ...], ...] = Field((), exclude=True)  # of a kind about text: where in the first entry
    texts: Mapping[str, tuple[str, str]] = Field({}, exclude=True)  # sentence and message, in every language

    def in_language(self, language: str) -> ConflictAnswer:
        """Return the conflict told in Chinese for a Chinese language, in English for any other."""
        sentence, message = self.texts.get(CHINESE if is_chinese(language) else ENGLISH, (self.sentence, self.message))
        return self.model_copy(update={"sentence": sentence, "message": message})

    def dismissed_by(self, dismissal: DismissedBy | None) -> ConflictAnswer:
        """Return the conflict as somebody let it stand, or as it is where nobody did."""
        if dismissal is None:
            return self
        return self.model_copy(update={"state": "dismissed", "dismissed": dismissal})


class ConflictGroup(Answer):
    """Conflicts that follow from one entry: mend that one first."""

    entry: str = Field(description="id of the entry that stands in all of them; empty where they share a subject")
    title: str
    subject: str = Field(description="of gaps: the value of the subject that they share; else empty")
    severity: ConflictSeverity
    conflicts: tuple[str, ...] = Field(description="ids, the most harmful first")


class Conflicts(Answer):
    """Conflicts of a base, by kind and then in the order of the base; and the same by what they follow from."""

    conflicts: tuple[ConflictAnswer, ...]
    groups: tuple[ConflictGroup, ...] = ()


def conflict_of(conflict: Conflict, base: Base) -> ConflictAnswer:
    """Return a conflict as it is sent, open, in the language of the base."""
    witness = conflict.witness
    texts = {
        language: (
            Words(base, language).sentence(witness) if witness else "",
            message(base, conflict, language),
        )
        for language in LANGUAGES
    }
    sentence, told = texts[CHINESE if is_chinese(base.about.locale) else ENGLISH]
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
        sentence=sentence,
        message=told,
        sources=tuple(Source.of(place) for place in sources(conflict, base)),
        subject=conflict.subject,
        places=conflict.places,
        texts=texts,
    )
