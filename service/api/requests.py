"""The bodies of calls: frozen, closed to unknown keys, limited in length."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from service.api.openapi_names import CHANNELS, FACTS
from service.people.roles import Role
from service.settings import MOST_TEXT
from service.store.ulid import PATTERN

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MAX_TURNS = 40
_MAX_FACTS = 64
_MAX_SUGGESTIONS = 10


def readable(value: object) -> object:
    """Put U+FFFD in place of lone surrogates, which no text holds: spans stay what they were."""
    if isinstance(value, str):
        return "".join("�" if "\ud800" <= char <= "\udfff" else char for char in value)
    return value


def without_nul(text: str) -> str:
    return text.replace("\0", " ")


def _iso_day(value: object) -> object:
    """Refuse what is no day as it is written: a number would be read as seconds since 1970."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "no day")
    return value


def as_whole(value: object) -> object:
    """Return a whole number as one, however JSON writes it: 3.0 is 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[datetime.date, BeforeValidator(_iso_day)]
# the setting `max_text` is what holds: see `require_short`, and `describe`, which tells it in the place of this bound
Message = Annotated[str, Field(max_length=MOST_TEXT), AfterValidator(without_nul), BeforeValidator(readable)]
Note = Annotated[str, Field(max_length=1000), AfterValidator(without_nul), BeforeValidator(readable)]
Name = Annotated[str, Field(max_length=120), AfterValidator(without_nul), BeforeValidator(readable)]
_FactText = Annotated[StrictStr, Field(max_length=120), BeforeValidator(readable)]
FactValue = StrictBool | Annotated[StrictInt, BeforeValidator(as_whole)] | _FactText
Facts = Annotated[
    Mapping[Name, FactValue],
    Field(
        max_length=_MAX_FACTS,
        description="facts that are known, by id; they win over what the text says",
        json_schema_extra=dict(FACTS),
    ),
]
FactsOrUnknown = Annotated[
    Mapping[Name, FactValue | None],
    Field(
        max_length=_MAX_FACTS,
        description="facts that are known, by id; they win over what the text says. null: the fact is not known, "
        "whatever the text or the conversation says (it was misread), so that it is absent from the answer's facts, "
        "asked for where it matters, and assumed where the base assumes a value for it",
        examples=[{"days_since_receipt": 9, "seal_broken": None}],
        json_schema_extra=dict(FACTS),
    ),
]
Channel = Annotated[
    Name | None,
    Field(
        description="id of the channel on which the customer writes",
        examples=["douyin"],
        json_schema_extra=dict(CHANNELS),
    ),
]


class CallBody(BaseModel):
    """What every body is: frozen, closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnBody(CallBody):
    """One message of the conversation before."""

    role: Literal["customer", "agent"]
    text: Message


class SuggestionsBody(CallBody):
    """A customer's message and what is known of the case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "上周收的面霜有股怪味，能退不？",
                    "channel": "douyin",
                    "facts": {"days_since_receipt": 9},
                    "conversation": [{"role": "customer", "text": "在吗"}],
                    "limit": 3,
                }
            ]
        }
    )

    text: Message = Field(description="the customer's message", examples=["上周收的面霜有股怪味，能退不？"])
    channel: Channel = None
    facts: FactsOrUnknown = {}
    conversation: tuple[TurnBody, ...] = Field((), max_length=_MAX_TURNS, description="earlier messages, oldest first")
    limit: Annotated[int, Field(ge=1, le=_MAX_SUGGESTIONS, strict=True), BeforeValidator(as_whole)] = 3
    continues: Annotated[str, Field(pattern=PATTERN)] | None = Field(
        None, description="record of the same message while it was being typed; it is overwritten where nobody used it"
    )
    group: Name | None = Field(None, description="the agent's group, by which usage can be told apart")
    customer: Name | None = Field(
        None,
        description="who writes, by an id that channels share; facts given are offered on the next (`known`)",
    )
    order: Name | None = Field(None, description="the order that it is about; the same as `customer`")


class ReplyBody(CallBody):
    """An agent's draft and what is known of the case that it answers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reply": "亲，超过7天了这边退不了哦",
                    "channel": "tmall",
                    "facts": {"issue": "quality", "days_since_receipt": 9},
                    "asked": "面霜变质了能退吗",
                }
            ]
        }
    )

    reply: Message = Field(description="the draft as it would be sent")
    channel: Channel = None
    facts: FactsOrUnknown = {}
    asked: Message = Field("", description="the customer's message that it answers")
    conversation: tuple[TurnBody, ...] = Field((), max_length=_MAX_TURNS, description="earlier messages, oldest first")


class MergeBody(CallBody):
    """Replies to one message that is about several matters."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"replies": ["您好，质量问题可以退。", "您好，电子发票可以开。"]}]}
    )

    replies: tuple[Message, ...] = Field(min_length=1, max_length=_MAX_SUGGESTIONS)


class DecideBody(CallBody):
    """A case: a channel, a day and the facts that are known."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "tmall", "facts": {"issue": "no_reason", "days_since_receipt": 3}}]}
    )

    channel: Channel = None
    facts: Facts = {}
    on: datetime.date | None = Field(None, description="the day on which it is decided; today where it is left out")


RejectionReason = Literal["other_matter", "wrong_decision", "wrong_facts", "wording", "incomplete", "outdated"]


class FeedbackBody(CallBody):
    """What the agent did with a suggestion."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"action": "copied", "kind": "policy", "id": "quality-return"}]}
    )

    action: Literal["shown", "copied", "used", "edited", "rejected"] = Field(
        description="used: sent as it was offered; shown: an agent had it before their eyes, kept once a record"
    )
    kind: Literal["policy", "statute", "ingredient", "skin", "product", "guide"] | None = None
    id: Name | None = Field(None, description="the entry; the whole record where it is left out")
    reply: Message | None = Field(
        None, description="the text sent, where the agent edited it; masked before it is kept"
    )
    reason: RejectionReason | None = Field(None, description="why it was rejected")
    words: Annotated[str, Field(max_length=500), AfterValidator(without_nul), BeforeValidator(readable)] = Field(
        "", description="why it was rejected, in the agent's words; masked before they are kept"
    )


class KeyBody(CallBody):
    """A key for a program."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "chatwoot", "role": "agent"}]})

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S"), AfterValidator(without_nul)]
    role: Role
    channel: Name | None = Field(
        None,
        description="id of the one channel that it may be used for; null: every channel",
        json_schema_extra=dict(CHANNELS),
    )


class EndSessionsBody(CallBody):
    """Whose sessions are to end."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"person": "liping"}]})

    person: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S"), AfterValidator(without_nul)] = Field(
        description="the name that the audit trail says, or the provider's id (`sub`)"
    )


class ForgetCaseBody(CallBody):
    """Whose facts are to be forgotten."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"customer": "c-1024"}],
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "string", "pattern": r"\S"}}}
                for name in ("customer", "order")
            ],
        }
    )

    customer: Name | None = None
    order: Name | None = None
