"""Records: what was suggested once, and what the agent did with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, delete, exists, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from service.store.masking import storable
from service.store.tables import feedback, records
from service.store.ulid import new_ulid

Action = Literal["copied", "edited", "rejected"]


@dataclass(frozen=True, slots=True)
class Offered:
    """One suggestion of a record."""

    kind: str
    id: str
    score: float
    confidence: str


@dataclass(frozen=True, slots=True)
class Record:
    """One question, masked, with what was suggested for it; an empty id is given one when it is kept."""

    at: datetime
    channel: str | None
    text: str
    facts: Mapping[str, Any]  # name -> {value, from}
    suggestions: tuple[Offered, ...]
    snapshot: str
    took_ms: float
    id: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an agent did with a record's suggestion.

    `reply` is the text sent where the agent edited it, `changed` whether that states another decision; `reason` and
    `words` say why a suggestion was rejected.
    """

    record: str
    at: datetime
    action: Action
    kind: str | None = None
    entry: str | None = None
    reply: str | None = None
    changed: bool | None = None
    reason: str | None = None
    words: str | None = None


class UnknownRecord(Exception):
    """There is no such record, or no such feedback on it."""


def keep(engine: Engine, record: Record, *, continues: str | None = None) -> str:
    """Store a record, masked, and return its id.

    `continues` names an earlier record of the same message while it was being typed: it is overwritten, unless the
    agent has used it already or it is unknown.
    """
    with engine.begin() as connection:
        return _keep(connection, record, continues)


def keep_together(engine: Engine, given: Sequence[tuple[Record, str | None]]) -> Sequence[str | SQLAlchemyError]:
    """Store records, each with what it continues, at the cost of one; return an id or a failure for each.

    Where one of them cannot be stored, the others are.
    """
    try:
        with engine.begin() as connection:
            return [_keep(connection, record, continues) for record, continues in given]
    except SQLAlchemyError as error:
        return [error] if len(given) == 1 else [keep_together(engine, [one])[0] for one in given]


def _keep(connection: Connection, record: Record, continues: str | None) -> str:
    values = _values(record)
    if continues is not None:
        used = exists().where(feedback.c.record == records.c.id)
        changed = connection.execute(update(records).where(and_(records.c.id == continues, ~used)).values(values))
        if changed.rowcount == 1:
            return continues
    key = record.id or new_ulid()
    connection.execute(insert(records).values(id=key, **values))
    return key


def find(engine: Engine, key: str) -> Record:
    """Return a record; raises Unknown."""
    with engine.connect() as connection:
        row = connection.execute(select(records).where(records.c.id == key)).one_or_none()
    if row is None:
        raise UnknownRecord(key)
    return _record(row)


def add_feedback(engine: Engine, given: Feedback) -> str:
    """Store what the agent did, masked, and return its id."""
    key = new_ulid()
    reply = None if given.reply is None else storable(given.reply)
    row = {
        "id": key,
        "record": given.record,
        "at": given.at,
        "action": given.action,
        "kind": given.kind,
        "entry": given.entry,
        "reply": reply,
        "changed": given.changed,
        "reason": given.reason,
        "words": storable(given.words) if given.words else None,
    }
    with engine.begin() as connection:
        connection.execute(insert(feedback).values(row))
    return key


def take_back_feedback(engine: Engine, record: str, key: str) -> None:
    """Forget feedback that was given by mistake; raises UnknownRecord."""
    mine = and_(feedback.c.id == key, feedback.c.record == record)
    with engine.begin() as connection:
        if not connection.execute(delete(feedback).where(mine)).rowcount:
            raise UnknownRecord(key)


def feedback_of(engine: Engine, key: str) -> tuple[Feedback, ...]:
    """Return what was done with a record, oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(feedback).where(feedback.c.record == key).order_by(feedback.c.id))
        return tuple(
            Feedback(row.record, row.at, row.action, row.kind, row.entry, row.reply, row.changed, row.reason, row.words)
            for row in rows
        )


def unanswered_records(engine: Engine, *, limit: int) -> tuple[Record, ...]:
    """Return the newest records to which nothing was suggested, newest first."""
    asked = (
        select(records)
        .where(records.c.answered.is_(False), records.c.text != "")
        .order_by(records.c.id.desc())
        .limit(limit)
    )
    with engine.connect() as connection:
        return tuple(_record(row) for row in connection.execute(asked))


def newest_records(engine: Engine, *, limit: int) -> tuple[Record, ...]:
    """Return the newest records, newest first."""
    asked = select(records).order_by(records.c.id.desc()).limit(limit)
    with engine.connect() as connection:
        return tuple(_record(row) for row in connection.execute(asked))


def forget_before(engine: Engine, moment: datetime) -> int:
    """Delete the records from before a moment, with their feedback, and return how many there were."""
    with engine.begin() as connection:
        return connection.execute(delete(records).where(records.c.at < moment)).rowcount


def _values(record: Record) -> dict[str, Any]:
    return {
        "at": record.at,
        "channel": record.channel,
        "text": storable(record.text).strip(),
        "facts": dict(record.facts),
        "suggestions": [
            {"kind": one.kind, "id": one.id, "score": one.score, "confidence": one.confidence}
            for one in record.suggestions
        ],
        "answered": bool(record.suggestions),
        "snapshot": record.snapshot,
        "took_ms": record.took_ms,
    }


def _record(row: Any) -> Record:
    offered: Sequence[Mapping[str, Any]] = row.suggestions
    return Record(
        row.at,
        row.channel,
        row.text,
        row.facts,
        tuple(Offered(**one) for one in offered),
        row.snapshot,
        row.took_ms,
        row.id,
    )
