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
        before = _forget(connection, dismissal.conflict)
        row = {
            "conflict": dismissal.conflict,
            "at": dismissal.at,
            "actor": dismissal.actor,
            "because": dismissal.because,
        }
        connection.execute(insert(dismissals).values(row))
        after = {"because": dismissal.because}
        act = AuditEntry(dismissal.at, dismissal.actor, "conflict dismissed", dismissal.conflict, {}, before, after)
        write(connection, act)


def reopen(engine: Engine, conflict: str, at: datetime, actor: str) -> None:
    """Take a dismissal back; where there is none, nothing is noted."""
    with engine.begin() as connection:
        before = _forget(connection, conflict)
        if before is not None:
            write(connection, AuditEntry(at, actor, "conflict reopened", conflict, {}, before))


def read_dismissals(engine: Engine) -> dict[str, Dismissal]:
    """Return every dismissal by the id of its conflict."""
    with engine.connect() as connection:
        rows = connection.execute(select(dismissals))
        return {row.conflict: Dismissal(row.conflict, row.at, row.actor, row.because) for row in rows}


def _forget(connection: Connection, conflict: str) -> dict[str, str] | None:
    """Take a dismissal out and return what it was, None where there was none."""
    mine = dismissals.c.conflict == conflict
    gone = connection.execute(delete(dismissals).where(mine).returning(dismissals.c.because)).one_or_none()
    return None if gone is None else {"because": gone.because}
