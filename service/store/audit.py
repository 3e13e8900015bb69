"""The audit trail: who changed what, from what to what, written with the change itself and never changed after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from service.store.tables import audit
from service.store.ulid import new_ulid


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change; `subject` is what was changed, `before` and `after` what it was and is, None where it was not.

    Its id is given when it is written.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)
    before: Any = None
    after: Any = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which acts are meant: those that fit every field that is not empty; `subject` is looked for within it."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    older_than: str = ""  # an act's id


EVERY = TrailFilter()


def write(connection: Connection, act: AuditEntry) -> None:
    """Add an act within the caller's transaction."""
    row = {
        "id": new_ulid(),
        "at": act.at,
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "details": dict(act.details),
        "before": act.before,
        "after": act.after,
    }
    connection.execute(insert(audit).values(row))


def note(engine: Engine, act: AuditEntry) -> None:
    """Add an act of what the store does not hold itself."""
    with engine.begin() as connection:
        write(connection, act)


def trail(engine: Engine, wanted: TrailFilter = EVERY, *, limit: int) -> tuple[AuditEntry, ...]:
    """Return the newest acts that are meant, newest first."""
    asked = select(audit).order_by(audit.c.id.desc()).limit(limit)
    for column, text in ((audit.c.actor, wanted.actor), (audit.c.action, wanted.action)):
        asked = asked.where(column == text) if text else asked
    if wanted.subject:
        asked = asked.where(audit.c.subject.contains(wanted.subject, autoescape=True))
    if wanted.since:
        asked = asked.where(audit.c.at >= wanted.since)
    if wanted.until:
        asked = asked.where(audit.c.at < wanted.until)
    if wanted.older_than:
        asked = asked.where(audit.c.id < wanted.older_than)
    with engine.connect() as connection:
        return tuple(
            AuditEntry(row.at, row.actor, row.action, row.subject, row.details, row.before, row.after, row.id)
            for row in connection.execute(asked)
        )


def actors_and_actions(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who ever acted and what was ever done, in their order."""
    with engine.connect() as connection:
        found = [
            tuple(row[0] for row in connection.execute(select(column).distinct().order_by(column)))
            for column in (audit.c.actor, audit.c.action)
        ]
    return found[0], found[1]
