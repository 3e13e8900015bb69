"""The audit trail: who changed what, written with the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from service.store.tables import audit
from service.store.ulid import new_ulid


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change; `subject` is what was changed."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


def write(connection: Connection, act: AuditEntry) -> None:
    """Add an act within the caller's transaction."""
    row = {
        "id": new_ulid(),
        "at": act.at,
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "details": dict(act.details),
    }
    connection.execute(insert(audit).values(row))


def trail(engine: Engine, *, limit: int) -> tuple[AuditEntry, ...]:
    """Return the newest acts, newest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(limit))
        return tuple(AuditEntry(row.at, row.actor, row.action, row.subject, row.details) for row in rows)
