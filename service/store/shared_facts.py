"""Facts of a case that every channel may be offered: never the text, under a digest of whose it is, for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, delete, insert, or_, select

from knowledge.model.facts import Value
from service.store.tables import shared_facts


@dataclass(frozen=True, slots=True)
class SharedFact:
    """A fact that was given, on which channel and when."""

    fact: str
    value: Value
    channel: str | None
    at: datetime


def keep_facts(
    engine: Engine,
    cases: Sequence[str],
    facts: Mapping[str, Value | None],
    *,
    channel: str | None,
    at: datetime,
    until: datetime,
) -> None:
    """Keep facts for each case in the place of those before; what is declared unknown goes, and what expired."""
    kept = {name: value for name, value in facts.items() if value is not None}
    rows = [
        {"case": case, "fact": name, "value": value, "channel": channel, "at": at, "until": until}
        for case in cases
        for name, value in kept.items()
    ]
    with engine.begin() as connection:
        ours = and_(shared_facts.c.case.in_(cases), shared_facts.c.fact.in_(list(facts)))
        connection.execute(delete(shared_facts).where(or_(ours, shared_facts.c.until <= at)))
        if rows:
            connection.execute(insert(shared_facts), rows)


def facts_of(engine: Engine, cases: Sequence[str], at: datetime) -> tuple[SharedFact, ...]:
    """Return what is kept for any of the cases, by name, the newest where two say something."""
    found: dict[str, SharedFact] = {}
    asked = select(shared_facts).where(shared_facts.c.case.in_(cases), shared_facts.c.until > at)
    with engine.connect() as connection:
        for row in connection.execute(asked.order_by(shared_facts.c.at)):
            found[row.fact] = SharedFact(row.fact, row.value, row.channel, row.at)
    return tuple(found[name] for name in sorted(found))


def forget_case(connection: Connection, case: str) -> int:
    """Delete what is kept for a case, and return how many facts there were."""
    return connection.execute(delete(shared_facts).where(shared_facts.c.case == case)).rowcount
