"""The database of the store: opened safely, brought to the newest tables, and asked whether it answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

_MIGRATIONS = Path(__file__).parent / "migrations"
# a server that vanished is given up after seconds, not after the quarter of an hour that TCP waits by itself
_POSTGRESQL = {"connect_timeout": 3, "keepalives_idle": 5, "keepalives_interval": 2, "tcp_user_timeout": 5000}
_CHANGING = 0x79697A68  # advisory lock: replicas that start together migrate one after another


class StoreError(Exception):
    """The database cannot be used; says which and why, without its password."""


def open_database(url: str) -> Engine:
    """Return an engine on a database with the newest tables; raises StoreError."""
    engine = open_engine(url)
    try:
        bring_up(engine)
    except StoreError:
        engine.dispose()
        raise
    return engine


def bring_up(engine: Engine) -> None:
    """Bring the tables of a database to the newest version; raises StoreError where it cannot be used."""
    try:
        with whole_change(engine) as connection:
            stands = revision_of(connection)
            if stands is not None and stands not in revisions():
                raise StoreError(
                    f"the database {engine.url.render_as_string()} was brought to tables {stands} by a newer yizhi,"
                    f" this one knows {revisions()[-1]}; install that, or set YIZHI_DATABASE to another"
                )
            migrate(connection)
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(
            f"cannot open the database {engine.url.render_as_string()}: {reason(error)}; set YIZHI_DATABASE"
        ) from error


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
    """Say whether the database takes a question about its tables now."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    return True


def open_engine(url: str) -> Engine:
    """Return an engine on a database that need not answer yet; raises StoreError for a URL that cannot be used."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            # psycopg 3, whichever driver the URL leaves open
            parsed = parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed
            return create_engine(
                parsed, hide_parameters=True, pool_pre_ping=True, pool_size=8, connect_args=_POSTGRESQL
            )
        engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": 10})
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise StoreError(
            f"cannot open the database: {reason(error)}; set YIZHI_DATABASE to an SQLAlchemy URL"
        ) from error
    event.listen(engine, "connect", _harden)
    if parsed.database and parsed.database != ":memory:":
        _follow_file(engine, Path(parsed.database))
    return engine


def _harden(connection: Any, _record: Any) -> None:
    """Let SQLite keep every record it has acknowledged, also through a kill or a power cut."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _follow_file(engine: Engine, path: Path) -> None:
    """Let no record go into a file that has been deleted or replaced, and make no new one where there was one before.

    A database that was lost is told, and used again once it is back; a fresh one beside it would hide the loss.
    """
    stood = False

    def connect(dialect: Any, record: Any, arguments: Any, parameters: Any) -> None:
        if stood and not path.exists():
            raise sqlite3.OperationalError(f"the database file {path} is gone")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise sqlite3.OperationalError(f"{path.parent}: {error.strerror}") from error

    def connected(connection: Any, record: Any) -> None:
        nonlocal stood
        stood = True
        record.info["file"] = _file(path)

    def taken(connection: Any, record: Any, proxy: Any) -> None:
        if record.info["file"] != _file(path):
            raise DisconnectionError

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)


def _file(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def reason(error: Exception) -> str:
    """Return the first line of what the driver said."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0]
