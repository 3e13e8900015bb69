"""The shapes of answers, as `/openapi.json` tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["policy", "statute", "ingredient", "skin", "product", "guide"]
Value = bool | int | str


class Answer(BaseModel):
    """An answer may say more than is described."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


class ReadFactAnswer(Answer):
    """A fact, and where it is from: given, read from the text or the conversation, or assumed."""

    value: Value
    from_: Literal["given", "text", "conversation", "assumed"] = Field(alias="from")
    span: tuple[int, int] | None = Field(None, description="code points of the text that state it, the end excluded")


class AskAnswer(Answer):
    """A question to the customer that settles what is open."""

    fact: str
    question: str


class SourceAnswer(Answer):
    """Where an entry stands in the base."""

    file: str
    line: int


class WhyAnswer(Answer):
    """Why an entry was suggested, and what it rests on."""

    matched: str | None = None
    basis: list[str] = []


class AttachmentAnswer(Answer):
    """A picture or link to send with a reply: a file below the base, or a URL."""

    file: str | None = None
    url: str | None = None
    alt: str


class SuggestionAnswer(Answer):
    """One entry offered to the agent."""

    kind: Kind
    id: str
    title: str
    reply: str
    score: float = Field(ge=0, le=1, description="calibrated: of suggestions scored 0.9 about nine in ten are right")
    confidence: Literal["high", "medium", "low"]
    decision: Mapping[str, str] = {}
    case: Mapping[str, Any] = {}
    open: list[str] = []
    contested: list[Any] = []
    why: WhyAnswer
    conflicts: list[Any] = []
    source: SourceAnswer
    attachments: list[AttachmentAnswer] = []


class SuggestionsAnswer(Answer):
    """The suggestions for one message, the best first; none is an honest answer."""

    record: str | None = Field(description="id for feedback; null where the record could not be kept")
    facts: Mapping[str, ReadFactAnswer]
    suggestions: list[SuggestionAnswer]
    ask: list[AskAnswer]
    snapshot: str
    took_ms: float


class FindingAnswer(Answer):
    """One thing that a draft says, and what is wrong with it."""

    kind: str
    span: tuple[int, int] | None = None


class CheckAnswer(Answer):
    """Whether a draft agrees with what is decided."""

    verdict: Literal["contradicts", "unsupported", "depends", "consistent", "silent"]
    findings: list[FindingAnswer]
    facts: Mapping[str, Any]


class ContestedAnswer(Answer):
    """An outcome on which policies disagree."""

    outcome: str
    between: list[str]


class DecisionAnswer(Answer):
    """What a case comes to."""

    decided: Mapping[str, str]
    open: list[str]
    contested: list[ContestedAnswer]
    ask: list[AskAnswer]
    policies: Mapping[str, list[str]]
    assumed: Mapping[str, Value]


class FeedbackAnswer(Answer):
    """The feedback that was kept."""

    feedback: str
    record: str


class ConflictAnswer(Answer):
    """A disagreement inside the base, with a smallest case that shows it."""

    id: str
    kind: Literal["outcome", "channel", "statute", "gap", "shadowed", "wording", "guidance", "duplicate"]
    severity: Literal["error", "warning", "notice"]
    entries: list[str]
    message: str
    state: Literal["open", "dismissed"]


class ConflictsAnswer(Answer):
    """Every conflict of the base that serves."""

    conflicts: list[ConflictAnswer]


class GapAnswer(Answer):
    """Questions that ask the same thing and found no answer."""

    question: str
    count: int
    last: datetime
    channels: Mapping[str, int]
    questions: list[str]
    records: list[str]


class GapsAnswer(Answer):
    """What the base does not answer, the most asked first."""

    gaps: list[GapAnswer]
    looked_at: int = Field(description="unanswered questions that were grouped: the newest")


class ProblemAnswer(Answer):
    """A fault in a file of the base."""

    severity: Literal["error", "warning"]
    code: str
    file: str
    line: int
    column: int
    entry: str
    path: str = ""
    message: str
    mend: str


class ReadyAnswer(Answer):
    """Whether the service answers, and from what."""

    status: Literal["ready", "degraded", "starting"]
    snapshot: str | None
    base: Literal["current", "broken", "none"]
    records: Literal["kept", "unavailable"]
    fault: str = ""
    problems: list[ProblemAnswer] = []
    conflicts: Mapping[str, int] | None = None


class HealthAnswer(Answer):
    """The process lives."""

    status: Literal["ok"]
    version: str


class VocabularyAnswer(Answer):
    """What the base calls things: channels, facts, outcomes, statutes and what agents fill in."""

    name: str
    locale: str
    snapshot: str
    channels: list[Mapping[str, Any]]
    facts: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, Mapping[str, Any]]
    statutes: Mapping[str, Mapping[str, Any]]
    placeholders: Mapping[str, str]
