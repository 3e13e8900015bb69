"""The database of the store: opened safely, brought to the newest tables, and asked whether it answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError

_MIGRATIONS = Path(__file__).parent / "migrations"
_CHANGING = 0x79697A68  # advisory lock: replicas that start together migrate one after another


class StoreError(Exception):
    """The database cannot be used; says which and why, without its password."""


def open_database(url: str) -> Engine:
    """Return an engine on a database with the newest tables; raises StoreError."""
    engine = _engine(url)
    try:
        with whole_change(engine) as connection:
            migrate(connection)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        raise StoreError(
            f"cannot open the database {engine.url.render_as_string()}: {_reason(error)}; set YIZHI_DATABASE"
        ) from error
    return engine


@contextmanager
def whole_change(engine: Engine) -> Iterator[Connection]:
    """Yield a connection on which the tables themselves are changed, wholly or not at all, by one process at a time."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHANGING})
            yield connection
            connection.commit()
            return
        driver: Any = connection.connection.driver_connection
        usual, driver.isolation_level = driver.isolation_level, None  # else it begins at a row, not at a table
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            driver.isolation_level = usual


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a version, the newest where none is named."""
    command.upgrade(_alembic(connection), revision)


def migrate_back(connection: Connection, revision: str = "base") -> None:
    """Bring the tables back to an earlier version; "base" leaves none."""
    command.downgrade(_alembic(connection), revision)


def revisions() -> tuple[str, ...]:
    """Return the versions of the tables, the oldest first."""
    script = ScriptDirectory(str(_MIGRATIONS))
    return tuple(one.revision for one in script.walk_revisions())[::-1]


def revision_of(connection: Connection) -> str | None:
    """Return the version that the tables have; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def answers(engine: Engine) -> bool:
    """Say whether the database takes a question now."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            # psycopg 3, whichever driver the URL leaves open
            parsed = parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed
            return create_engine(
                parsed, hide_parameters=True, pool_pre_ping=True, pool_size=8, connect_args={"connect_timeout": 3}
            )
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": 10})
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise StoreError(
            f"cannot open the database: {_reason(error)}; set YIZHI_DATABASE to an SQLAlchemy URL"
        ) from error
    event.listen(engine, "connect", _harden)
    return engine


def _harden(connection: Any, _record: Any) -> None:
    """Let SQLite keep every record it has acknowledged, also through a kill or a power cut."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0]
