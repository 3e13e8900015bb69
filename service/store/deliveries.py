"""Which deliveries of a helpdesk were taken: each is taken once, by whichever process it reaches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError

from service.store.tables import deliveries


def take(engine: Engine, id: str, at: datetime, forgotten_before: datetime) -> bool:
    """Return whether the delivery is new; those older than any that would be heard are forgotten."""
    with engine.begin() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.at < forgotten_before))
    try:
        with engine.begin() as connection:
            connection.execute(insert(deliveries).values(id=id, at=at))
    except IntegrityError:
        return False
    return True
