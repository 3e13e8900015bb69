"""Answers that only HTTP gives: an answer with its record, feedback, gaps, the base's words, and what operators see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from fastapi import Response
from pydantic import Field

from knowledge.model.facts import Value
from service.answers.answer import Answer, FoundProblem, is_absent
from service.answers.suggestion import Suggestions


def json_response(answer: Answer) -> Response:
    """Return an answer as it is sent; FastAPI would check it a second time and hand it from thread to thread."""
    return Response(answer.model_dump_json(by_alias=True), media_type="application/json")


class KnownFact(Answer):
    """A fact that was given for the same customer or order before: to be confirmed, never applied by itself."""

    fact: str
    value: Value = Field(description="as of today: days since something have gone on")
    channel: str | None = Field(description="where it was given")
    at: datetime


class RecordedSuggestions(Suggestions):
    """The suggestions for one message, the best first; none is an honest answer."""

    record: str | None = Field(description="id for feedback; null where the record could not be kept")
    took_ms: float
    known: tuple[KnownFact, ...] | None = Field(
        None,
        description="where a customer or an order is named and facts are kept: what was given before; "
        "send it in `facts` once it is confirmed, and null for what is wrong",
        exclude_if=is_absent,
    )


class FeedbackKept(Answer):
    """The feedback that was kept."""

    feedback: str
    record: str
    decision_changed: bool | None = Field(
        description="of an edited text: whether it states something else than is decided; null for anything else"
    )
    edit_distance: int | None = Field(
        description="of an edited text: the characters that were changed, without what was filled into blanks"
    )


class MergedReply(Answer):
    """Several replies as one, with one greeting and one closing."""

    reply: str


class Gap(Answer):
    """Questions that ask the same thing and found no answer."""

    question: str
    count: int
    last: datetime
    channels: Mapping[str, int]
    questions: tuple[str, ...]
    records: tuple[str, ...]


class Gaps(Answer):
    """What the base does not answer, the most asked first."""

    gaps: tuple[Gap, ...]
    looked_at: int = Field(description="unanswered questions that were grouped: the newest")


class Progress(Answer):
    """How far a step of the first opening is; how many steps there are is not known before."""

    step: int
    what: str
    share: float = Field(ge=0, le=1)


class Readiness(Answer):
    """Whether the service answers, and from what."""

    status: Literal["ready", "degraded", "starting"]
    snapshot: str | None
    base: Literal["current", "broken", "none"]
    records: Literal["kept", "unavailable"]
    fault: str = Field(
        "", description="why the newest base could not be taken over, beside faults of its files, or records not kept"
    )
    problems: tuple[FoundProblem, ...] = ()
    conflicts: Mapping[str, int] | None = Field(None, description="by severity; null until they are known")
    index: Literal["whole", "light", "none"] = Field(
        "none", description="light: a quickly made index answers until the one that the settings name is built"
    )
    opening: Progress | None = Field(
        None, description="how far the first opening is while it is starting, or the whole index while a light one is"
    )


class Serving(Answer):
    """From which snapshot the service answers now."""

    snapshot: str


class Health(Answer):
    """The process lives."""

    status: Literal["ok"]
    version: str


class ChannelWords(Answer):
    """What a channel is called."""

    id: str
    name: str
    kind: Literal["online", "social", "phone", "email", "store"]


class FactValueWords(Answer):
    """What a value of a fact is called."""

    id: str
    name: str


class FactWords(Answer):
    """What a fact is called, how to ask for it, and the values that it takes."""

    name: str
    type: Literal["choice", "integer", "boolean"]
    ask: str
    subject: bool
    assume: Value | None = Field(description="the value it is taken to have while unknown")
    values: tuple[FactValueWords, ...] | None = Field(None, description="of a choice", exclude_if=is_absent)
    min: int | None = Field(None, description="of an integer", exclude_if=is_absent)
    max: int | None = Field(None, description="of an integer", exclude_if=is_absent)
    unit: str | None = Field(None, description="of an integer", exclude_if=is_absent)


class OutcomeWords(Answer):
    """What an outcome and its values are called."""

    name: str
    type: Literal["duration", "choice"]
    ordered: bool
    values: tuple[str, ...]
    labels: Mapping[str, str]


class StatuteWords(Answer):
    """A statute in short."""

    cite: str
    gist: str
    verified: bool


class Vocabulary(Answer):
    """What the base calls things: channels, facts, outcomes, statutes and what agents fill in."""

    name: str
    locale: str
    snapshot: str
    channels: tuple[ChannelWords, ...]
    facts: Mapping[str, FactWords]
    outcomes: Mapping[str, OutcomeWords]
    statutes: Mapping[str, StatuteWords]
    placeholders: Mapping[str, str]
