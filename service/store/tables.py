"""The tables of the store; the migrations build the same ones step by step."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
Structure = JSON().with_variant(JSONB(), "postgresql")
PerhapsStructure = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also where the database keeps no offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


records = Table(
    "records",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("channel", String(120)),
    Column("text", Text, nullable=False),  # masked
    Column("facts", Structure, nullable=False),
    Column("suggestions", Structure, nullable=False),  # kind, id, score, confidence and reply, the best first
    Column("answered", Boolean, nullable=False),
    Column("snapshot", String(120), nullable=False),
    Column("took_ms", Float, nullable=False),
    Column("day", Date),  # that of `at` where the company is
    Column("agent_group", String(120)),
    Index("records_by_answered", "answered", "id"),
    Index("records_by_day", "day"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("record", String(26), ForeignKey("records.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("action", String(20), nullable=False),
    Column("kind", String(20)),
    Column("entry", String(120)),
    Column("reply", Text),  # masked; what the agent sent where it was edited
    Column("changed", Boolean),  # whether the edited text states another decision
    Column("reason", String(40)),  # why it was rejected
    Column("words", Text),  # masked; the same in the agent's words
    Column("distance", Integer),  # characters that an edit changed, without what was filled into blanks
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("conflict", String(120), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("because", Text, nullable=False),
)

exams = Table(
    "exams",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("title", String(200), nullable=False),
    Column("paper", Structure, nullable=False),  # questions with their answers
)

sheets = Table(
    "sheets",
    metadata,
    Column("token", String(40), primary_key=True),  # unguessable: who has it may answer
    Column("exam", String(26), ForeignKey("exams.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person", String(120), nullable=False),
    Column("answers", Structure),  # question -> letter
    Column("at", Moment),  # when they were handed in
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # of the secret, which is kept nowhere
    Column("name", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("channel", String(120)),
    Column("at", Moment, nullable=False),
    Column("by", String(120), nullable=False),
    Column("revoked", Moment),
)

ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("whose", String(64), nullable=False),  # digest of what a session goes by: its person, or itself
    Column("at", Moment, nullable=False),  # sessions that began before it are over
    Column("until", Moment, nullable=False, index=True),  # from when no such session could stand anyway
)

shared_facts = Table(
    "shared_facts",
    metadata,
    Column("case", String(64), primary_key=True),  # digest of a customer or an order
    Column("fact", String(120), primary_key=True),
    Column("value", Structure, nullable=False),
    Column("channel", String(120)),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(200), primary_key=True),  # what a helpdesk named a delivery: none is taken twice
    Column("at", Moment, nullable=False, index=True),
)

# the database itself refuses to change or delete a row of it
proposals = Table(
    "proposals",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("author", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("entry", String(120), nullable=False),
    Column("etag", String(120)),  # of the entry that it changes; none for one that is new
    Column("content", Structure, nullable=False),  # the whole entry as it is written
    Column("note", Text, nullable=False),
    Column("state", String(20), nullable=False),  # proposed, accepted, refused, withdrawn
    Column("decided_at", Moment),
    Column("decided_by", String(120)),
    Column("because", Text),
    Index("proposals_by_state", "state", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("details", Structure, nullable=False),
    Column("before", PerhapsStructure),
    Column("after", PerhapsStructure),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(120), primary_key=True),  # of what only one process may do at a time
    Column("holder", String(120), nullable=False),
    Column("token", BigInteger, nullable=False),  # grows each time that it changes hands
    Column("until", Float(53), nullable=False),  # seconds of the database's own clock
)
