"""Questions that found nothing, grouped, without greetings, and the entry that would answer a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.editing.rendering import block
from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from knowledge.reading.normal import normalise
from service.answers.assistant import Assistant
from service.api.call_context import CallContext
from service.api.catalogue import title
from service.store.gaps import is_greeting, near, shortest
from service.store.records import Record, unanswered_records

_LOOKED_AT = 1000
_ASKS = 12  # of a new entry


@dataclass(frozen=True, slots=True)
class NearestScript:
    """The entry that comes nearest to a question, though not near enough."""

    kind: Kind
    id: str
    title: str
    text: str
    score: float  # probability, 0 to 1


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that ask one thing; the key is the record of the newest."""

    key: str
    question: str
    questions: tuple[str, ...]
    count: int
    rejected: int  # of these, those whose suggestions no agent took
    last: datetime
    channels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GapGroups:
    """The groups, the largest first, and how many questions were looked at and how many only greeted."""

    groups: tuple[GapGroup, ...]
    looked_at: int
    greetings: int


def gap_groups(context: CallContext) -> GapGroups:
    """Group the newest unanswered_records questions; raises CallError where the store cannot be reached."""
    records = context.required(lambda: unanswered_records(context.store, limit=_LOOKED_AT))
    asked = [(normalise(record.text), record) for record in records]
    real = [(text, record) for text, record in asked if not is_greeting(text)]
    groups = tuple(_group(members) for members in near(real))
    return GapGroups(groups, len(records), len(records) - len(real))


def nearest_script(assistant: Assistant, question: str) -> NearestScript | None:
    """Return the likeliest entry, however unlikely."""
    ranked = assistant.retriever.rank(question).ranked
    if not ranked:
        return None
    base = assistant.base
    (kind, key), score = ranked[0].target, ranked[0].probability
    entry = getattr(base, SECTION_OF[kind])[key]
    return NearestScript(kind, key, title(entry), entry.say.get("default", ""), score)


def template_for(context: CallContext, key: str, kind: Kind) -> str:
    """Return the text of a new entry that a group asks for; empty where there is no such group."""
    if not key:
        return ""
    group = next((one for one in gap_groups(context).groups if one.key == key), None)
    if group is None:
        return ""
    near_by = nearest_script(context.view.assistant, group.question)
    said = {"say": {"default": near_by.text}} if near_by and near_by.text else {"say": {"default": ""}}
    head = {"title": group.question}
    if kind == "policy":
        head |= {"when": {}, "decide": {}}  # type: ignore[dict-item]  # an entry as written: texts and mappings
    entry = {**head, "asks": list(group.questions[:_ASKS]), **said}
    return "\n".join(block(name, value, 0) for name, value in entry.items()) + "\n"


def _group(records: Sequence[Record]) -> GapGroup:
    counted: dict[str, int] = {}
    for record in records:
        if record.channel is not None:
            counted[record.channel] = counted.get(record.channel, 0) + 1
    return GapGroup(
        key=records[0].id,
        question=shortest(record.text for record in records),
        questions=tuple(dict.fromkeys(record.text for record in records)),
        count=len(records),
        rejected=sum(bool(record.suggestions) for record in records),
        last=max(record.at for record in records),
        channels=tuple(sorted(counted.items(), key=lambda pair: -pair[1])),
    )
