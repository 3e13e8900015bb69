"""A log of one message a row to rows of a question and its reply: bursts merged, what was said before beside them."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from evaluation.problem import EvaluationError
from evaluation.replies.columns import Columns, named_fields, with_facts
from evaluation.replies.logs import BROKEN, LogRow, Row
from evaluation.replies.moments import moment_of
from evaluation.replies.names import FIELDS, KINDS, MESSAGES, plain_name
from evaluation.replies.speakers import Speaker, SpeakerOf, speakers
from knowledge.model.base import Base

_PAUSE = timedelta(minutes=30)  # after which an agent's message is another reply
_ANEW = timedelta(hours=12)  # after which a customer without a conversation's id begins another conversation
MOST_OPEN = 20_000  # conversations that are followed at once
_BEFORE = 8  # turns that are kept beside a question
NOTES, MEDIA, ROBOT = "internal notes", "pictures, sounds and files", "messages of a robot or the system"
_TRUE, _FALSE = ("true", "t", "1", "是", "yes", "y"), ("false", "f", "0", "否", "no", "n")
_OURS = ("reply", "asked", "before", "asked_at", "at", "conversation", "customer", "agent", "turn")


@dataclass(frozen=True, slots=True)
class MessageColumns:
    """The columns of a log of messages, and what tells who speaks in a row."""

    fields: Mapping[str, str]
    rest: Columns  # facts and the other columns, which a reply carries along
    speaker: SpeakerOf
    timezone: str

    def paired(self) -> Columns:
        """Return the columns of the rows that `paired` makes."""
        kept = {name: column for name, column in self.fields.items() if name in FIELDS and name not in _OURS}
        seen = [name for name in _OURS if name not in ("at", "asked_at") or "at" in self.fields]
        return Columns({**kept, **{name: name for name in seen}}, self.rest.facts, self.rest.others)


def message_columns(
    names: Sequence[str],
    sample: Sequence[Row],
    given: Mapping[str, str],
    said: Mapping[str, Speaker],
    base: Base,
    timezone: str,
) -> MessageColumns | None:
    """Return the columns of a log of messages, None where each row holds a reply; raises EvaluationError."""
    asks_for_messages = bool(given.keys() & {"content", "role", "sender"})
    if "reply" in given or ("reply" in named_fields(names, {}, FIELDS) and not asks_for_messages):
        return None
    shared = {name: known for name, known in FIELDS.items() if name not in ("reply", "asked", "id")}
    wider = {**MESSAGES, "customer": (*FIELDS["customer"], *MESSAGES["customer"])}
    known = {**wider, **{name: names_ for name, names_ in shared.items() if name not in wider}}
    fields = named_fields(names, {key: value for key, value in given.items() if key in known}, known)
    if "content" not in fields or not ("role" in fields or "sender" in fields):
        _check_no_whole(fields, sample)
        return None
    if not fields.keys() & {"conversation", "customer", "receiver"}:
        raise EvaluationError(
            f"no column says which conversation a message belongs to, of {', '.join(names)}: name it with "
            "--column conversation=COLUMN, or the customer with --column customer=COLUMN"
        )
    found = MessageColumns(fields, with_facts(names, fields, base), speakers(fields, sample, said), timezone)
    _check_order(found, sample)
    return found


def _check_no_whole(fields: Mapping[str, str], sample: Sequence[Row]) -> None:
    """Raise EvaluationError where cells hold whole conversations: who said what stands in no column of their own."""
    column = fields.get("content", "")
    if any(str(row.get(column) or "").strip().count("\n") for row in sample):
        raise EvaluationError(
            f"the column {column!r} holds a whole conversation a cell: export a message a row (with sender, text and "
            "conversation), or copy a conversation out of its window into a .txt"
        )


def _check_order(columns: MessageColumns, sample: Sequence[Row]) -> None:
    times: dict[str, datetime] = {}
    forward = backward = 0
    for row in sample:
        at = _at(columns, row)
        key = _conversation(columns, row)
        if at is None:
            continue
        if key in times:
            forward += at > times[key]
            backward += at < times[key]
        times[key] = at
    if backward > forward:
        raise EvaluationError(
            f"the messages stand newest first by {columns.fields['at']}: sort the log by time, the oldest first"
        )


@dataclass(slots=True)
class _Open:
    """A conversation that goes on: the question at hand and the reply to it, as far as they are said."""

    asked: list[str] = field(default_factory=list)
    reply: list[str] = field(default_factory=list)
    row: Row = field(default_factory=dict)  # of the reply, before there is one of the question
    number: int = 0
    agent: str = ""
    asked_at: datetime | None = None
    at: datetime | None = None
    last: datetime | None = None
    turn: int = 0
    before: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=_BEFORE))


def paired(rows: Iterator[LogRow], columns: MessageColumns) -> Iterator[LogRow]:
    """Yield a row for each reply with what it answers; a question without reply is a row without one."""
    following: OrderedDict[str, _Open] = OrderedDict()
    share = 0.0
    for place in rows:
        share = place.share
        if BROKEN in place.row:
            yield place
            continue
        because = _left_out(place.row, columns)
        if because:
            yield LogRow({BROKEN: because}, share, place.number)
            continue
        text = str(place.row.get(columns.fields["content"]) or "").strip()
        if not text:
            continue
        key = _conversation(columns, place.row)
        held = following.setdefault(key, _Open())
        following.move_to_end(key)
        yield from _take(held, place, text, key, columns)
        if len(following) > MOST_OPEN:
            old, left = following.popitem(last=False)
            yield from _done(left, old, columns, share)
    for key, held in following.items():
        yield from _done(held, key, columns, share)


def _take(held: _Open, place: LogRow, text: str, key: str, columns: MessageColumns) -> Iterator[LogRow]:
    at = _at(columns, place.row)
    gap = at - held.last if at and held.last else timedelta()
    if "conversation" not in columns.fields and gap > _ANEW:
        yield from _done(held, key, columns, place.share)
        held.before.clear()
        held.turn = 0
    if columns.speaker(place.row) == "customer":
        if held.reply:
            yield from _done(held, key, columns, place.share)
        if not held.asked:
            held.asked_at, held.number, held.row = at, place.number, place.row
        held.asked.append(text)
    else:
        if held.reply and gap > _PAUSE:
            yield from _done(held, key, columns, place.share)
        if not held.reply:
            held.at, held.number, held.row = at, place.number, place.row
            held.agent = str(_first(place.row, columns.fields, "sender", "agent") or "")
        held.reply.append(text)
    held.last = at or held.last


def _done(held: _Open, key: str, columns: MessageColumns, share: float) -> Iterator[LogRow]:
    """Yield what was said last, and go on with it as what was said before."""
    if not held.asked and not held.reply:
        return
    held.turn += 1
    asked, reply = "\n".join(held.asked), "\n".join(held.reply)
    own = {
        "reply": reply,
        "asked": asked,
        "before": tuple(held.before),
        "asked_at": held.asked_at,
        "at": held.at or held.asked_at,
        "conversation": key,
        "customer": _first(held.row, columns.fields, "customer") or key,
        "agent": held.agent if reply else "",
        "turn": held.turn,
    }
    yield LogRow({**held.row, **own}, share, held.number)
    held.before += [(who, text) for who, text in (("customer", asked), ("agent", reply)) if text]
    held.asked, held.reply, held.asked_at, held.at, held.agent = [], [], None, None, ""


def _left_out(row: Row, columns: MessageColumns) -> str:
    """Return why a message is none of the conversation, nothing where it is one."""
    fields = columns.fields
    if str(row.get(fields.get("private", ""), "")).lower() in _TRUE:
        return NOTES
    if str(row.get(fields.get("public", ""), "")).lower() in _FALSE:
        return NOTES
    kind = plain_name(row.get(fields.get("kind", ""), ""))
    if kind in KINDS["media"]:
        return MEDIA
    if kind in KINDS["system"]:
        return ROBOT
    match columns.speaker(row):
        case None:
            return "messages of whom the log does not say"
        case "robot":
            return ROBOT
        case _:
            return ""


def _conversation(columns: MessageColumns, row: Row) -> str:
    fields = columns.fields
    known = _first(row, fields, "conversation") or _first(row, fields, "customer")
    if known is not None:
        return str(known)
    return "|".join(sorted(name for side in ("sender", "receiver") for name in _listed(row.get(fields.get(side, "")))))


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]


def _first(row: Row, fields: Mapping[str, str], *names: str) -> Any:
    values = (row.get(fields.get(name, "")) for name in names)
    return next((value for value in values if value not in (None, "")), None)


def _at(columns: MessageColumns, row: Row) -> datetime | None:
    return moment_of(row.get(columns.fields.get("at", "")), columns.timezone)
