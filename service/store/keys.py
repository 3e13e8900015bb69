"""API keys: only a digest of each is kept, so that whoever reads the database can call nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, insert, select, update

from service.people.roles import Role
from service.store.audit import AuditEntry, write
from service.store.tables import keys
from service.store.ulid import new_ulid

PREFIX = "yz_"  # so that a key that leaked is known for one, also by tools that look for them


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret: who holds it, what it may do, and where."""

    id: str
    name: str
    role: Role
    channel: str | None
    at: datetime
    by: str
    revoked: datetime | None = None


class UnknownKey(Exception):
    """There is no such key, or it was revoked before."""


def add_key(engine: Engine, *, name: str, role: Role, channel: str | None, at: datetime, by: str) -> tuple[Key, str]:
    """Make a key, and return it with its secret, which nobody can read again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    made = Key(new_ulid(), name, role, channel, at, by)
    row = {"id": made.id, "digest": digest(secret), "name": name, "role": role.value, "channel": channel}
    with engine.begin() as connection:
        connection.execute(insert(keys).values(**row, at=at, by=by))
        details = {"name": name, "role": role.value, "channel": channel}
        write(connection, AuditEntry(at, by, "key added", f"key/{made.id}", details))
    return made, secret


def revoke_key(engine: Engine, key: str, *, at: datetime, by: str) -> None:
    """Let a key open nothing any more; raises UnknownKey."""
    standing = and_(keys.c.id == key, keys.c.revoked.is_(None))
    with engine.begin() as connection:
        if not connection.execute(update(keys).where(standing).values(revoked=at)).rowcount:
            raise UnknownKey(key)
        write(connection, AuditEntry(at, by, "key revoked", f"key/{key}", {}))


def every_key(engine: Engine) -> tuple[Key, ...]:
    """Return every key, the newest first, those that were revoked too."""
    return tuple(key for _, key in _read(engine))[::-1]


def standing_keys(engine: Engine) -> Mapping[str, Key]:
    """Return the keys that open something, by digest."""
    return {digest: key for digest, key in _read(engine) if key.revoked is None}


def digest(secret: str) -> str:
    """Return what of a secret is kept; it holds 256 random bits, which no list of words finds."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _read(engine: Engine) -> list[tuple[str, Key]]:
    with engine.connect() as connection:
        return [
            (row.digest, Key(row.id, row.name, Role(row.role), row.channel, row.at, row.by, row.revoked))
            for row in connection.execute(select(keys).order_by(keys.c.id))
        ]
