"""Proposals: changes of entries that wait until somebody else than their author accepts or refuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, Row, and_, insert, select, update

from service.store.audit import AuditEntry, write
from service.store.tables import proposals
from service.store.ulid import new_ulid

ProposalState = Literal["proposed", "accepted", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """An entry as somebody wants it; `etag` is of the one that it changes, None for one that is new."""

    id: str
    at: datetime
    author: str
    kind: str
    entry: str
    etag: str | None
    content: Mapping[str, Any]
    note: str
    state: ProposalState = "proposed"
    decided_at: datetime | None = None
    decided_by: str | None = None
    because: str | None = None

    @property
    def subject(self) -> str:
        return f"{self.kind}/{self.entry}"


class Decided(Exception):
    """Somebody decided about the proposal before."""


def add_proposal(
    engine: Engine,
    at: datetime,
    author: str,
    kind: str,
    entry: str,
    etag: str | None,
    content: Mapping[str, Any],
    note: str,
) -> StoredProposal:
    """Keep a proposal and tell the audit trail."""
    made = StoredProposal(new_ulid(), at, author, kind, entry, etag, dict(content), note)
    names = ("id", "at", "author", "kind", "entry", "etag", "content", "note", "state")
    with engine.begin() as connection:
        connection.execute(insert(proposals).values({name: getattr(made, name) for name in names}))
        details = {"proposal": made.id, "note": note}
        write(connection, AuditEntry(at, author, "change proposed", made.subject, details, None, dict(content)))
    return made


def find_proposals(engine: Engine, *, is_open: bool, limit: int) -> tuple[StoredProposal, ...]:
    """Return those that wait, the oldest first, or those that were decided, the newest first."""
    state = proposals.c.state
    asked = select(proposals).where(state == "proposed" if is_open else state != "proposed").limit(limit)
    order = proposals.c.id if is_open else proposals.c.id.desc()
    with engine.connect() as connection:
        return tuple(_proposal(row) for row in connection.execute(asked.order_by(order)))


def find_proposal(engine: Engine, key: str) -> StoredProposal | None:
    with engine.connect() as connection:
        row = connection.execute(select(proposals).where(proposals.c.id == key)).one_or_none()
    return None if row is None else _proposal(row)


def decide_proposal(engine: Engine, key: str, state: ProposalState, at: datetime, by: str, because: str) -> None:
    """Decide about a proposal that waits, and tell the audit trail; raises Decided for one that does not wait."""
    waiting = and_(proposals.c.id == key, proposals.c.state == "proposed")
    values = {"state": state, "decided_at": at, "decided_by": by, "because": because}
    with engine.begin() as connection:
        row = connection.execute(update(proposals).where(waiting).values(values).returning(proposals)).one_or_none()
        if row is None:
            raise Decided(key)
        details = {"proposal": key, "author": row.author, "because": because}
        write(connection, AuditEntry(at, by, f"change {state}", f"{row.kind}/{row.entry}", details))


def reopen_proposal(engine: Engine, key: str) -> None:
    """Let a proposal wait again whose acceptance could not be written."""
    values = {"state": "proposed", "decided_at": None, "decided_by": None, "because": None}
    with engine.begin() as connection:
        connection.execute(update(proposals).where(proposals.c.id == key).values(values))


def _proposal(row: Row[Any]) -> StoredProposal:
    return StoredProposal(**dict(row._mapping))
