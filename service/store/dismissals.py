"""Dismissals: conflicts that a person looked at and lets stand, until either side changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from service.store.audit import AuditEntry, write
from service.store.tables import dismissals


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Who let a conflict stand, when and why; its id is made from what conflicts, so an edit opens it again."""

    conflict: str
    at: datetime
    actor: str
    because: str


def dismiss(engine: Engine, dismissal: Dismissal) -> None:
    """Let a conflict stand; a second dismissal replaces the first."""
    with engine.begin() as connection:
        _forget(connection, dismissal.conflict)
        row = {
            "conflict": dismissal.conflict,
            "at": dismissal.at,
            "actor": dismissal.actor,
            "because": dismissal.because,
        }
        connection.execute(insert(dismissals).values(row))
        details = {"because": dismissal.because}
        write(connection, AuditEntry(dismissal.at, dismissal.actor, "conflict dismissed", dismissal.conflict, details))


def reopen(engine: Engine, conflict: str, at: datetime, actor: str) -> None:
    """Take a dismissal back; where there is none, nothing is noted."""
    with engine.begin() as connection:
        if _forget(connection, conflict):
            write(connection, AuditEntry(at, actor, "conflict reopened", conflict, {}))


def read_dismissals(engine: Engine) -> dict[str, Dismissal]:
    """Return every dismissal by the id of its conflict."""
    with engine.connect() as connection:
        rows = connection.execute(select(dismissals))
        return {row.conflict: Dismissal(row.conflict, row.at, row.actor, row.because) for row in rows}


def _forget(connection: Connection, conflict: str) -> bool:
    return connection.execute(delete(dismissals).where(dismissals.c.conflict == conflict)).rowcount > 0
