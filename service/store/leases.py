"""Leases: a right that one process has at a time, told by the database's own clock, and fenced by a number.

A process whose clock is wrong, or that slept past the end of its lease, cannot act in the name of it: the number that
it was given is no longer the newest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Float, case, func, literal_column, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.sql.elements import ColumnElement

from service.store.tables import leases

_PROBE = "probe"


class LostLeaseError(Exception):
    """The lease has passed to another process; nothing may be done in its name."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right that a process was given; the token grows each time that the right changes hands."""

    name: str
    holder: str
    token: int


def acquire(engine: Engine, name: str, holder: str, seconds: float) -> Lease | None:
    """Take or renew a lease for so many seconds from now; None while another process holds it."""
    with engine.begin() as connection:
        token = _acquired(connection, name, holder, seconds)
    return None if token is None else Lease(name, holder, token)


def release(engine: Engine, lease: Lease) -> None:
    """Give a lease back, so that nobody need wait for its end; one that was lost stays with whoever has it."""
    with engine.begin() as connection:
        connection.execute(update(leases).where(_is(lease)).values(until=0.0))


@contextmanager
def fenced(engine: Engine, lease: Lease) -> Iterator[None]:
    """Let nobody else take the lease meanwhile; raises LostLeaseError where another process has it."""
    with engine.begin() as connection:
        asked = select(leases.c.token).where(_is(lease)).with_for_update()
        if connection.dialect.name == "sqlite":  # which knows no lock of a row: a write takes that of the file
            mine = connection.execute(update(leases).where(_is(lease)).values(token=lease.token)).rowcount == 1
        else:
            mine = connection.execute(asked).scalar() is not None
        if not mine:
            raise LostLeaseError(f"the lease {lease.name} has passed to another process")
        yield


def probe(engine: Engine) -> None:
    """Write something of no account, to see whether the database keeps what it is given."""
    with engine.begin() as connection:
        _acquired(connection, _PROBE, _PROBE, 0.0)


def _acquired(connection: Connection, name: str, holder: str, seconds: float) -> int | None:
    now = _now(connection)
    insert = insert_postgresql if connection.dialect.name == "postgresql" else insert_sqlite
    given = {"name": name, "holder": holder, "token": 1, "until": now + seconds}
    changes = case((leases.c.holder == holder, leases.c.token), else_=leases.c.token + 1)
    taken = (
        insert(leases)
        .values(given)
        .on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"holder": holder, "token": changes, "until": now + seconds},
            where=or_(leases.c.holder == holder, leases.c.until < now),
        )
        .returning(leases.c.token)
    )
    token: int | None = connection.execute(taken).scalar_one_or_none()
    return token


def _is(lease: Lease) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = leases.c.name == lease.name
    return mine & (leases.c.holder == lease.holder) & (leases.c.token == lease.token)


def _now(connection: Connection) -> ColumnElement[float]:
    """Return the moment of the database in seconds."""
    if connection.dialect.name == "postgresql":
        return type_coerce(func.date_part("epoch", func.clock_timestamp()), Float)
    return type_coerce(literal_column("(julianday('now') - 2440587.5) * 86400.0"), Float)
