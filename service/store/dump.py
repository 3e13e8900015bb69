"""Every row of the store as lines of JSON that either database takes back, with the version of its tables."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Engine, LargeBinary, MetaData, Table, select, text

from service.store.database import migrate, revision_of, revisions, whole_change

_AT_ONCE = 1_000  # rows
_VERSION = "alembic_version"


class DumpError(Exception):
    """The rows cannot be taken; says why."""


def dump(connection: Connection) -> tuple[str, Iterator[tuple[str, Iterator[str]]]]:
    """Return the version of the tables, and the lines of each table, those that others refer to first."""
    revision = revision_of(connection)
    if revision is None:
        raise DumpError("the database has no tables of yizhi")
    return revision, ((table.name, _lines(connection, table)) for table in _tables(connection))


def reading(engine: Engine) -> Connection:
    """Return a connection that sees the store as it is at one moment, whatever is written meanwhile."""
    connection = engine.connect()
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    connection.exec_driver_sql("BEGIN")
    return connection


def is_empty(engine: Engine) -> bool:
    """Say whether no table holds a row."""
    with engine.connect() as connection:
        return not any(
            connection.execute(select(text("1")).select_from(one).limit(1)).all() for one in _tables(connection)
        )


def load(engine: Engine, revision: str, tables: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, int]:
    """Put rows in place of all that the store holds, wholly or not at all, and return how many of each table.

    They are those of the tables' version `revision`, which is then brought to the newest; raises DumpError where that
    is not known here.
    """
    if revision not in revisions():
        raise DumpError(
            f"the backup is of a newer yizhi (tables {revision}, here {revisions()[-1]}); install that first"
        )
    counts = {}
    with whole_change(engine) as connection:
        _drop(connection)
        migrate(connection, revision)
        known = {table.name: table for table in _tables(connection)}
        for name, lines in tables:
            if name not in known:
                raise DumpError(f"the backup holds a table {name}, which version {revision} has not")
            counts[name] = _insert(connection, known[name], lines)
        migrate(connection)
    return counts


def _tables(connection: Connection) -> Sequence[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSION]


def _drop(connection: Connection) -> None:
    """Take out every table: the audit trail refuses to lose rows, not to be replaced whole."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS audit_only_grows()"))


def _lines(connection: Connection, table: Table) -> Iterator[str]:
    key = list(table.primary_key.columns)
    for row in connection.execute(table.select().order_by(*key).execution_options(yield_per=_AT_ONCE)).mappings():
        yield json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


def _insert(connection: Connection, table: Table, lines: Iterable[str]) -> int:
    total, rows = 0, (_row(table, json.loads(line), connection.dialect.name) for line in lines)
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(table.insert(), some)
        total += len(some)
    return total


def _row(table: Table, row: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    return {name: _typed(value, table, name, dialect) for name, value in row.items()}


def _typed(value: Any, table: Table, name: str, dialect: str) -> Any:
    if value is None:
        return None
    kind = table.columns[name].type
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment if dialect == "postgresql" else moment.astimezone(UTC).replace(tzinfo=None)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value
