"""Sessions that were ended before their time: everyone of a person's, or the one that was signed out of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select

from service.store.audit import AuditEntry, write
from service.store.tables import ended_sessions
from service.store.ulid import new_ulid


def end_session(engine: Engine, mark: str, *, at: datetime, longest: timedelta) -> None:
    """Let the sessions that go by `mark` and began before `at` be over."""
    with engine.begin() as connection:
        _end(connection, [mark], at, longest)


def end_sessions(engine: Engine, person: str, marks: Iterable[str], at: datetime, longest: timedelta, by: str) -> None:
    """Let everyone of a person's sessions that began before `at` be over, and note who did that."""
    with engine.begin() as connection:
        _end(connection, marks, at, longest)
        write(connection, AuditEntry(at, by, "sessions ended", f"person/{person}"))


def read_ended(engine: Engine, now: datetime) -> Mapping[str, datetime]:
    """Return up to when what has begun is over, by the digest of the mark that it goes by."""
    asked = select(ended_sessions).where(ended_sessions.c.until > now).order_by(ended_sessions.c.at)
    with engine.connect() as connection:
        return {row.whose: row.at for row in connection.execute(asked)}


def digest(mark: str) -> str:
    """Return what of a mark is kept: it says nobody's name."""
    return hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()


def _end(connection: Connection, marks: Iterable[str], at: datetime, longest: timedelta) -> None:
    rows = [{"id": new_ulid(), "whose": digest(mark), "at": at, "until": at + longest} for mark in marks]
    connection.execute(delete(ended_sessions).where(ended_sessions.c.until <= at))
    connection.execute(insert(ended_sessions), rows)
