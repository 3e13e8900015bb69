"""API keys for programs: add, list and revoke them; a key's secret is shown once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer
from sqlalchemy import Engine

from service.cli.options import Format, FormatOption, UsageFault, print_json
from service.people.roles import Role
from service.settings import Settings
from service.store.database import StoreError, open_database
from service.store.keys import Key, UnknownKey, add_key, every_key, revoke_key

NAME = "keys"
app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="who or what holds it, as the audit trail will say")],
    role: Annotated[Role, typer.Option("--role", help="what it may do")],
    channel: Annotated[str | None, typer.Option("--channel", help="the one channel that it may be used for")] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make a key and show its secret, this once."""
    if not name.strip() or len(name) > 100:
        raise UsageFault("a key needs a name of 1 to 100 characters")
    with _store() as store:
        key, secret = add_key(store, name=name, role=role, channel=channel, at=datetime.now(UTC), by=_me())
    if form is Format.JSON:
        print_json({**_told(key), "secret": secret})
        return
    print(f"{key.id}  {key.name}  {key.role.value}  {key.channel or '*'}")
    print(secret)
    print("不再显示第二次，请现在保存 / It is not shown again: keep it now")


@app.command("list")
def list_keys(form: FormatOption = Format.TEXT) -> None:
    """Every key without its secret, the newest first."""
    with _store() as store:
        found = every_key(store)
    if form is Format.JSON:
        print_json({"keys": [_told(key) for key in found]})
        return
    for key in found:
        state = f"revoked {key.revoked:%Y-%m-%d}" if key.revoked else "stands"
        print(f"{key.id}  {key.name}  {key.role.value}  {key.channel or '*'}  {key.at:%Y-%m-%d}  {state}")


@app.command()
def revoke(key: Annotated[str, typer.Argument(help="the id that `yizhi keys list` shows")]) -> None:
    """Let a key open nothing any more."""
    with _store() as store:
        try:
            revoke_key(store, key, at=datetime.now(UTC), by=_me())
        except UnknownKey as error:
            raise UsageFault(f"no key {key} stands: `yizhi keys list` shows those that do") from error


@contextmanager
def _store() -> Iterator[Engine]:
    try:
        store = open_database(Settings().database_url())
    except StoreError as error:
        raise UsageFault(str(error)) from error
    try:
        yield store
    finally:
        store.dispose()


def _me() -> str:
    """Return who works at this terminal, as the audit trail says it."""
    try:
        return f"cli {getuser()}"
    except (OSError, KeyError):  # a container's user without a name
        return "cli"


def _told(key: Key) -> dict[str, str | None]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role.value,
        "channel": key.channel,
        "at": key.at.isoformat(timespec="seconds"),
        "by": key.by,
        "revoked": key.revoked.isoformat(timespec="seconds") if key.revoked else None,
    }
