"""Migrations: tried up and down on rows, and by processes that start at once, in SQLite and in PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, MetaData, Table, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from service.store.audit import AuditEntry, trail, write
from service.store.database import (
    StoreError,
    migrate,
    migrate_back,
    open_database,
    revision_of,
    revisions,
    whole_change,
)
from service.store.tables import metadata

NOON = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
Rows = Mapping[str, Mapping[str, Any]]


@pytest.fixture
def bare(empty_database: str) -> Iterator[Engine]:
    """An engine on a database without a table."""
    open_engine = make_url(empty_database)
    if open_engine.get_backend_name() == "postgresql":
        open_engine = open_engine.set(drivername="postgresql+psycopg")
    engine = create_engine(open_engine)
    yield engine
    engine.dispose()


def _tables(connection: Connection) -> Mapping[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def _value(column: Column[Any], connection: Connection) -> object:
    """Return something that the column takes; what refers to another row refers to the one that `_fill` made there."""
    for key in column.foreign_keys:
        return connection.execute(key.column.table.select()).mappings().one()[key.column.name]
    kind = column.type.python_type
    values = {str: "x", int: 7, float: 1.5, bool: True, datetime: NOON, date: NOON.date(), bytes: b"x"}
    if kind is datetime and connection.dialect.name == "sqlite":
        return NOON.replace(tzinfo=None)
    return values.get(kind, {"a": 1})


def _fill(connection: Connection, held: Rows) -> None:
    """Put a row into each table that has none yet."""
    for name, table in _tables(connection).items():
        if name not in held:
            row = {column.name: _value(column, connection) for column in table.columns}
            connection.execute(table.insert().values(row))


def _rows(connection: Connection) -> Rows:
    """Return the row of each table that has one."""
    found = {
        name: connection.execute(table.select()).mappings().one_or_none() for name, table in _tables(connection).items()
    }
    return {name: dict(row) for name, row in found.items() if row is not None}


def _kept(before: Rows, after: Rows) -> None:
    """Check that what both versions have is the same in both."""
    for name in before.keys() & after.keys():
        shared = before[name].keys() & after[name].keys()
        assert {key: after[name][key] for key in shared} == {key: before[name][key] for key in shared}, name


def test_every_step_keeps_the_rows_upwards_and_back(bare: Engine):
    steps = revisions()
    held: Rows = {}
    for step in steps:
        with whole_change(bare) as connection:
            migrate(connection, step)
            _kept(held, _rows(connection))
            _fill(connection, held)
            held = _rows(connection)
    assert held.keys() == metadata.tables.keys()
    for step in reversed(steps[:-1]):
        with whole_change(bare) as connection:
            migrate_back(connection, step)
            _kept(held, _rows(connection))
            held = _rows(connection)
    assert held.keys() == {"records", "feedback", "dismissals", "audit"}
    with whole_change(bare) as connection:
        migrate(connection)
        _kept(held, _rows(connection))
        assert revision_of(connection) == steps[-1]
        migrate_back(connection)
        assert _tables(connection) == {}


def test_a_record_from_before_is_counted_on_its_day_where_the_company_is(bare: Engine):
    with whole_change(bare) as connection:
        migrate(connection, "0003")
        _fill(connection, {})
        migrate(connection, "0005")
        assert str(connection.execute(text("SELECT day FROM records")).scalar()) == "2026-11-22"  # 20:30 in UTC


def test_a_step_that_fails_leaves_the_tables_as_they_were(bare: Engine):
    def fail() -> None:
        with whole_change(bare) as connection:
            migrate(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert inspect(bare).get_table_names() == []


@pytest.mark.parametrize("step", [None, "0005"], ids=["empty", "rows of a step before"])
def test_processes_that_start_at_once_migrate_once_and_keep_the_rows(
    empty_database: str, bare: Engine, step: str | None
):
    held: Rows = {}
    if step is not None:
        with whole_change(bare) as connection:
            migrate(connection, step)
            _fill(connection, {})
            held = _rows(connection)
    opening = (
        "import sys; from service.store.database import open_database; from sqlalchemy import text\n"
        "sys.stdin.readline(); store = open_database(sys.argv[1])\n"
        "print(store.connect().execute(text('SELECT version_num FROM alembic_version')).scalars().all())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", opening, empty_database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120) for process in started]

    assert told == [(f"['{revisions()[-1]}']\n", "")] * 3
    with whole_change(bare) as connection:
        assert held.keys() <= _rows(connection).keys()
        _kept(held, _rows(connection))


@pytest.mark.parametrize(
    "change", ["UPDATE audit SET actor = 'another'", "DELETE FROM audit", "DELETE FROM audit WHERE subject = 'x'"]
)
def test_the_database_refuses_to_change_the_audit_trail(store: Engine, change: str):
    with store.begin() as connection:
        write(connection, AuditEntry(NOON, "local", "entry changed", "x"))

    with pytest.raises(DBAPIError, match="the audit trail only grows"), store.begin() as connection:
        connection.execute(text(change))
    assert [one.actor for one in trail(store, limit=5)] == ["local"]


def test_postgresql_does_not_truncate_the_audit_trail_either(postgres: str):
    store = open_database(postgres)
    with pytest.raises(DBAPIError, match="the audit trail only grows"), store.begin() as connection:
        connection.execute(text("TRUNCATE audit"))
    store.dispose()


def test_tables_of_a_newer_program_are_told_and_left_as_they_are(empty_database: str):
    engine = open_database(empty_database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreError, match=r"9999 by a newer yizhi.*install that"):
        open_database(empty_database)

    left = create_engine(engine.url)
    with left.connect() as connection:
        assert revision_of(connection) == "9999"
    left.dispose()
