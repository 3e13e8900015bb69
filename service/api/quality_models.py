"""What QA is told and sends beside single evaluations, as the API describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.answers.answer import Answer
from service.api.evaluation_models import Kind


class ReceivedLog(Answer):
    """A log that is held in memory until it is judged: its columns, and which of them is read as what."""

    log: str
    name: str
    rows: int
    columns: tuple[str, ...]
    fields: Mapping[str, str] = Field(description="field of a reply -> the column that holds it")
    facts: Mapping[str, str] = Field(description="column -> the fact that it holds")
    known: tuple[str, ...] = Field(description="the fields that a column can be read as")
    sample: tuple[Mapping[str, str], ...] = Field(description="the first rows, masked")


class LogFields(BaseModel):
    """Which column holds which field, where it is not the one that was taken for it."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"fields": {"reply": "客服回复"}}]}
    )

    fields: Mapping[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=200)]] = {}


class GateCheck(Answer):
    """One threshold of a gate against a run."""

    name: str
    holds: bool
    about: str = Field(description="what it is about, in Chinese")
    found: str = Field(description="what came of it, in Chinese")
    message: str = Field("", description="what came of it, in English")


class ComparedScore(Answer):
    """How one score moved between two runs on the cases that both have."""

    name: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float


class MovedCase(Answer):
    """A case that got better or worse."""

    id: str
    before: Mapping[str, float]
    after: Mapping[str, float]
    message: str = Field(description="what is wrong with it, in Chinese; empty where nothing is said of it")


class RunComparison(Answer):
    """Two runs held against each other case by case."""

    before: str
    after: str
    scores: tuple[ComparedScore, ...]
    better: tuple[MovedCase, ...]
    worse: tuple[MovedCase, ...]
    new: int = Field(description="cases that only the later run has")
    gone: int = Field(description="cases that only the earlier run has")
    notes: tuple[str, ...] = Field(description="conditions that differ")


class GateText(Answer):
    """The gate of one kind of evaluation as it is written."""

    kind: Kind
    text: str
    own: bool = Field(description="whether it is one's own; else the one that comes with yizhi")


class GateBody(BaseModel):
    """A gate as it is to be."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"text": "measures: {recall@1: {min: 0.9}}\ncases: {failing: 40}\n"}]},
    )

    text: str = Field(max_length=20_000, description="YAML; an empty text brings back the one that comes with yizhi")


class Side(Answer):
    """What one channel says in a situation, with an example that is masked."""

    channel: str
    name: str
    said: str = Field(description="the value, in words")
    reply: str
    right: bool | None = Field(description="whether that is what is decided; null where nothing is")


class ChannelConflict(Answer):
    """A situation in which one channel states something else than the others."""

    id: str
    issue: str
    title: str
    outcome: str = Field(description="what they part on, in words")
    decided: str = Field(description="what the base decides, in words; empty where it decides nothing")
    sides: tuple[Side, Side]
    departing: int = Field(description="replies that depart")
    stating: int = Field(description="replies of that channel that state the outcome")
    low: float
    high: float
    customers: int = Field(description="customers who were told so")
    is_conflict: bool = Field(description="whether it counts: enough replies, and more than a slip")
    policies: tuple[str, ...] = Field(description="the policies that decide it, to mend what is wrong there")


class WrongStatement(Answer):
    """What a reply states against what is decided, in words, and what mends it."""

    outcome: str
    said: str
    decided: str
    instead: str = Field(description="what to say instead; empty where no script says it")
    policies: tuple[str, ...] = Field(description="the policies that decide it")


class WrongWord(Answer):
    """Wording that must not reach a customer."""

    phrase: str
    because: str
    instead: str


class WrongReply(Answer):
    """One reply that contradicts the policies or holds forbidden words; everything personal is masked."""

    row: int = Field(description="in the log")
    channel: str
    name: str = Field(description="of the channel")
    agent: str
    at: str
    issue: str
    title: str = Field(description="of the issue")
    asked: str
    reply: str
    certainty: Literal["sure", "unsure"] | None = None
    statements: tuple[WrongStatement, ...]
    words: tuple[WrongWord, ...]


class Tallied(Answer):
    """Replies of one channel, agent or week."""

    name: str
    label: str
    replies: int
    stating: int
    contradicts: int
    forbidden: int


class WrongReplies(Answer):
    """The wrong replies that a run keeps: the first of the log and the first of each agent."""

    agents: tuple[Tallied, ...] = Field(description="who may be read: every agent with wrong replies, or oneself")
    replies: tuple[WrongReply, ...]


class TenPerCent(Answer):
    """The conflicts between channels of one log."""

    share: float | None = Field(description="of the customers, those who were told otherwise than on another channel")
    low: float | None
    high: float | None
    customers: int = Field(description="customers who were told otherwise")
    of_customers: int = Field(description="customers who were told something that another channel speaks of too")
    situations: int = Field(description="situations in which channels part")
    of_situations: int = Field(description="situations that two channels speak of")
    conflicts: tuple[ChannelConflict, ...]
    channels: tuple[Tallied, ...]
    agents: tuple[Tallied, ...]
    weeks: tuple[Tallied, ...]


class Text(Answer):
    """The same in Chinese and in English."""

    zh: str
    en: str


class ScoreOfChannel(Answer):
    """A figure on one channel."""

    channel: str
    value: float
    count: int


class ScoreFigure(Answer):
    """What a log comes to: the value, on how many cases, and its interval of 95 % where it is a share."""

    value: float
    count: int
    low: float | None = None
    high: float | None = None
    channels: tuple[ScoreOfChannel, ...] = ()


class Score(Answer):
    """One measure of service; where the log does not hold it, `missing` says what would give the figure."""

    id: str
    name: Text
    definition: Text
    unit: Literal["share", "seconds", "ratio", "number"]
    better: Literal["higher", "lower"]
    figure: ScoreFigure | None = None
    missing: tuple[Text, ...] = ()


class ScoreDimension(Answer):
    """Measures that stand together."""

    id: str
    name: Text
    scores: tuple[Score, ...]


class Scorecard(Answer):
    """The service that a log shows, in five dimensions."""

    dimensions: tuple[ScoreDimension, ...]
