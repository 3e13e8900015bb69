"""What an evaluation is asked for with, and how it answers where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.answers.answer import Answer
from service.api.requests import Channel, Facts, Message, Name, as_whole

_MAX_REPLIES = 2000

Kind = Literal["retrieval", "consistency", "replies"]


class SentBody(BaseModel):
    """A reply as it was sent, and what is known around it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "reply": "亲，超过7天了这边退不了哦",
                    "channel": "tmall",
                    "asked": "面霜变质了能退吗",
                    "facts": {"issue": "quality", "days_since_receipt": 9},
                    "agent": "A012",
                    "at": "2026-11-21T10:00:00+08:00",
                }
            ]
        },
    )

    reply: Message
    channel: Channel = None
    asked: Message = ""
    facts: Facts = {}
    agent: Name = ""
    at: Name = Field("", description="when it was sent, RFC 3339")


class EvaluationBody(BaseModel):
    """What to evaluate: a suite by its name, or replies as they were sent."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"kind": "retrieval", "suite": "questions", "split": "test"}],
            "if": {"required": ["kind"], "properties": {"kind": {"const": "replies"}}},
            "then": {"required": ["replies"], "properties": {"replies": {"minItems": 1}}},
        },
    )

    kind: Kind
    suite: Name = Field(
        "questions",
        description="name of a suite, for retrieval and consistency; "
        "own-questions, for retrieval: those of the base, each left out in turn",
    )
    split: Literal["test", "dev", "all"] | None = None
    replies: tuple[SentBody, ...] = Field((), max_length=_MAX_REPLIES, description="for the kind replies")
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True), BeforeValidator(as_whole)] = 7


class EvaluationProgress(Answer):
    """What is being done, and the share of it that is done."""

    what: str
    share: float


class Figure(Answer):
    """A measure with its interval of 95 %; `name` carries its slice after a stroke: recall@1/tag:typo."""

    name: str
    label: str = Field("", description="what it is called, in Chinese")
    value: float
    count: int
    low: float | None
    high: float | None


class FailingCase(Answer):
    """A case that is not right, and what is wrong with it."""

    id: str
    message: str
    label: str = Field("", description="the message in Chinese")


class Evaluation(Answer):
    """Where an evaluation stands and, once it is done, its figures with their conditions."""

    id: str
    kind: Kind
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    progress: EvaluationProgress
    fault: str = ""
    conditions: Mapping[str, str | int | float | bool | None] = Field(
        {}, description="what the figures were measured on: date, base, snapshot, encoder, seed, suite, counts"
    )
    measures: tuple[Figure, ...] = ()
    failing: tuple[FailingCase, ...] = Field((), description="cases that fail, the first of them")


class EvaluationList(Answer):
    """Evaluations, the newest first, without their figures."""

    evaluations: tuple[Evaluation, ...]
