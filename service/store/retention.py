"""Retention: records that are older than they may be kept are deleted, and that is noted in the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, func, select

from service.store.audit import AuditEntry, write
from service.store.tables import records

_AT_ONCE = 5_000  # records of one transaction: whoever records meanwhile waits no longer than for these


def forget_before(engine: Engine, moment: datetime, *, at: datetime, actor: str) -> int:
    """Delete the records from before a moment, with their feedback, and return how many there were."""
    oldest = select(records.c.id).where(records.c.at < moment).order_by(records.c.at).limit(_AT_ONCE)
    total = 0
    while True:
        with engine.begin() as connection:
            gone = connection.execute(delete(records).where(records.c.id.in_(oldest.scalar_subquery()))).rowcount
            if gone:
                details = {"before": moment.isoformat(), "records": gone}
                write(connection, AuditEntry(at, actor, "records deleted", "records", details))
        total += gone
        if gone < _AT_ONCE:
            return total


def count_before(engine: Engine, moment: datetime) -> int:
    """Return how many records are from before a moment."""
    with engine.connect() as connection:
        asked = select(func.count()).select_from(records).where(records.c.at < moment)
        return int(connection.execute(asked).scalar_one())
