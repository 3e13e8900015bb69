"""Records: what was suggested once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, exists, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from service.store.masking import storable
from service.store.tables import feedback, records
from service.store.ulid import new_ulid

SHOWN = "shown"  # feedback that tells of no use: what is typed on may overwrite its record


@dataclass(frozen=True, slots=True)
class Offered:
    """One suggestion of a record."""

    kind: str
    id: str
    score: float
    confidence: str
    reply: str = ""  # the text as it was offered


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
    day: date | None = None  # that of `at` where the company is; that in UTC where it is left out
    group: str | None = None  # of the agent


_INSERTED = insert(records)  # made once: a statement of its own for each record is worked out anew each time


class UnknownRecord(Exception):
    """There is no such record."""


def keep(engine: Engine, record: Record, *, continues: str | None = None) -> str:
    """Store a record, masked, and return its id.

    `continues` names an earlier record of the same message while it was being typed: it is overwritten, unless the
    agent has used or rejected it already or it is unknown.
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
        used = exists().where(and_(feedback.c.record == records.c.id, feedback.c.action != SHOWN))
        changed = connection.execute(update(records).where(and_(records.c.id == continues, ~used)).values(values))
        if changed.rowcount == 1:
            connection.execute(delete(feedback).where(feedback.c.record == continues, feedback.c.action == SHOWN))
            return continues
    key = record.id or new_ulid()
    connection.execute(_INSERTED, {"id": key, **values})
    return key


def find(engine: Engine, key: str) -> Record:
    """Return a record; raises Unknown."""
    with engine.connect() as connection:
        row = connection.execute(select(records).where(records.c.id == key)).one_or_none()
    if row is None:
        raise UnknownRecord(key)
    return _record(row)


def unanswered_records(engine: Engine, *, limit: int) -> tuple[Record, ...]:
    """Return the newest records to which nothing was suggested, or nothing that an agent took, newest first."""
    mine = feedback.c.record == records.c.id
    rejected = exists().where(and_(mine, feedback.c.action == "rejected"))
    taken = exists().where(and_(mine, feedback.c.action.in_(("copied", "used", "edited"))))
    asked = (
        select(records)
        .where(or_(records.c.answered.is_(False), and_(rejected, ~taken)), records.c.text != "")
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


def _values(record: Record) -> dict[str, Any]:
    return {
        "at": record.at,
        "channel": record.channel,
        "text": storable(record.text).strip(),
        "facts": dict(record.facts),
        "suggestions": [
            {"kind": one.kind, "id": one.id, "score": one.score, "confidence": one.confidence, "reply": one.reply}
            for one in record.suggestions
        ],
        "answered": bool(record.suggestions),
        "snapshot": record.snapshot,
        "took_ms": record.took_ms,
        "day": record.day or record.at.astimezone(UTC).date(),
        "agent_group": record.group,
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
        row.day,
        row.agent_group,
    )
