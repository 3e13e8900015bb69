"""The answer to one customer message: the facts of the case, suggestions and what to ask."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from indexer.retriever import Confidence
from knowledge.conflicts.conflict import ConflictKind
from knowledge.deciding.decide import FactQuestion
from knowledge.model.authored import Attachment
from knowledge.model.entries import Kind
from knowledge.model.facts import Value
from service.answers.answer import Answer, ReadFact, Source, is_absent
from service.answers.disagreement import Disagreement


class Why(Answer):
    """Why an entry was suggested, and what it rests on."""

    matched: str | None = Field(description="the text of the base that the message is like")
    basis: tuple[str, ...] = Field(description="the statutes behind the entry and its decision")
    policies: Mapping[str, tuple[str, ...]] = Field(description="by decided outcome, the policies that decide it")


class OpenConflict(Answer):
    """A conflict of the base that a suggestion rests on and that nobody dismissed."""

    id: str
    kind: ConflictKind
    message: str


class AttachedFile(Answer):
    """A picture or a link to send with a reply: a file below the base, or a URL."""

    file: str | None = Field(None, exclude_if=is_absent)
    url: str | None = Field(None, exclude_if=is_absent)
    alt: str = Field(description="what stands in it, for who cannot see it")

    @classmethod
    def of(cls, attachment: Attachment) -> AttachedFile:
        return cls(file=attachment.file or None, url=attachment.url or None, alt=attachment.alt)


class Suggestion(Answer):
    """One entry offered to the agent."""

    kind: Kind
    id: str
    title: str
    reply: str = Field(description="its script for the channel and the case; 〔…〕 is for the agent to fill in")
    score: float = Field(ge=0, le=1, description="calibrated: of suggestions scored 0.9 about nine in ten are right")
    confidence: Confidence
    decision: Mapping[str, str] = Field(description="the whole resolved case, by outcome")
    case: Mapping[str, Value] = Field(description="the facts it was resolved for, where they differ from `facts`")
    assumed: Mapping[str, Value] = Field(
        {}, description="facts that nobody stated and that the decision takes as the base assumes them"
    )
    open: tuple[str, ...] = Field(description="outcomes that turn on facts that are not known")
    contested: tuple[str, ...] = Field(description="outcomes on which policies disagree")
    why: Why
    conflicts: tuple[OpenConflict, ...] = ()
    source: Source
    overdue: bool = Field(description="whether the date by which it was to be reviewed has passed")
    attachments: tuple[AttachedFile, ...] = ()
    matter: bool = Field(False, description="whether it answers one of several matters that the message is about")


class Suggestions(Answer):
    """The facts of the case, the suggestions (best first; none is an honest answer) and what to ask."""

    facts: Mapping[str, ReadFact]
    suggestions: tuple[Suggestion, ...]
    ask: tuple[FactQuestion, ...] = Field(description="what settles the open outcomes, the most telling first")
    contradicted: Mapping[str, Disagreement] = Field(
        {}, description="given facts that the message states otherwise: ask which holds"
    )
    snapshot: str = Field(description="id of the snapshot that answered")
