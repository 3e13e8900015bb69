"""Start a base of one's own: the embedded one, its decisions alone or examples, with a schema for editors."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import click
import typer

from knowledge.editing.heading import HEADING, SCHEMA, heading
from knowledge.loading.load import load
from knowledge.loading.schema import schema
from knowledge.model.base import Base
from knowledge.starting.start import start
from knowledge.starting.wishes import Extent, WishError, Wishes, channel_wish, rename_wish
from knowledge.whole_files import write_whole
from service.cli.options import BaseOption, UsageFault, open_base
from service.cli.speaking import spoken
from service.settings import Settings

NAME = "new"


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder that does not exist yet, or is empty")],
    base: BaseOption = None,
    extent: Annotated[
        Extent | None,
        typer.Option(
            "--from",
            help="whole: everything of the embedded base; lean: channels, facts, outcomes, statutes and the policies"
            " that decide; empty: one commented example of each kind. Asked for on a terminal, else whole",
        ),
    ] = None,
    channels: Annotated[
        str | None,
        typer.Option("--channels", help="the channels of the new base: tmall,pdd=拼多多店,store=门店:store"),
    ] = None,
    rename_channel: Annotated[
        list[str] | None, typer.Option("--rename-channel", help="tmall=pdd, or tmall=pdd:拼多多店; repeatable")
    ] = None,
    drop_outcome: Annotated[
        list[str] | None, typer.Option("--drop-outcome", help="id of an outcome that is not decided; repeatable")
    ] = None,
    only_schema: Annotated[
        bool, typer.Option("--schema", help="write the schema of the base that stands in DIR afresh, and nothing else")
    ] = False,
) -> None:
    """Make the base and write its schema; a folder that holds something is refused."""
    if only_schema:
        write_schema(folder)
        print(spoken(f"the schema of {folder} is up to date: {folder / SCHEMA}"))
        return
    _require_free(folder)
    if extent is None and sys.stdin.isatty() and sys.stdout.isatty():
        extent, channels, drop_outcome = _asked(channels, drop_outcome)
    try:
        wishes = _read_wishes(channels, rename_channel or (), drop_outcome or ())
        count = make(folder, (base or Settings().base).resolve(), extent or Extent.WHOLE, wishes)
    except WishError as error:
        raise UsageFault(str(error)) from error
    print(spoken(f"made {folder} with {count} files; edit them, then:"), file=sys.stderr)
    print(f"yizhi lint --base {folder}\nyizhi serve --base {folder}")


def _read_wishes(channels: str | None, renamed: list[str] | tuple[()], dropped: list[str] | tuple[()]) -> Wishes:
    """Return what the options ask for; raises WishError."""
    named = tuple(channel_wish(one) for one in _parts(channels or ""))
    outcomes = frozenset(name for one in dropped for name in _parts(one))
    return Wishes(named, dict(rename_wish(one) for one in renamed), outcomes)


def _parts(text: str) -> list[str]:
    """Return what commas separate, also as a Chinese keyboard writes them."""
    return [part.strip() for part in re.split("[,，、]", text) if part.strip()]


def make(folder: Path, source: Path, extent: Extent = Extent.WHOLE, wishes: Wishes | None = None) -> int:
    """Write the files of a new base and return how many; the folder is made whole or not at all. Raises WishError."""
    _require_free(folder)
    if folder.resolve().is_relative_to(source):
        raise UsageFault(f"{folder} lies inside the base that it would copy: name a folder elsewhere")
    whole = open_base(source, Settings()).require() if extent is not Extent.EMPTY else None
    attached = _attached(whole) if whole and extent is Extent.WHOLE else []
    texts = start(source, extent, wishes or Wishes())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
            made = Path(place) / "base"
            for name, text in texts.items():
                _write(made / name, name, text)
            for name in attached:
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source / name, made / name)
            write_schema(made)
            os.replace(made, folder)
    except OSError as error:
        raise UsageFault(f"cannot make {folder}: {error.strerror}") from error
    return len(texts)


def write_schema(folder: Path) -> None:
    """Write the schema of what can be read of the base in a folder, also where the base holds errors."""
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}: make a base with `yizhi new {folder}`")
    text = json.dumps(schema(load(folder).vocabulary), ensure_ascii=False, indent=1)
    write_whole(folder / SCHEMA, f"{text}\n".encode())


def _require_free(folder: Path) -> None:
    """Raise UsageFault where the folder holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageFault(f"{folder} is not empty: name a folder that does not exist yet")


_EXTENTS = {
    Extent.WHOLE: "整个内置知识库",
    Extent.LEAN: "渠道、事实、决定、法规，和作出决定的政策，每条一个话术",
    Extent.EMPTY: "空的，每类一条注释掉的例子",
}


def _asked(channels: str | None, dropped: list[str] | None) -> tuple[Extent, str | None, list[str] | None]:
    """Ask on the terminal what to begin with."""
    print("从什么开始？")
    for name, words in _EXTENTS.items():
        print(f"  {name.value:<6} {words}")
    extent = Extent(typer.prompt("起点", default=Extent.LEAN.value, type=click.Choice(list(Extent))))
    if channels is None:
        channels = typer.prompt("渠道（如 tmall,pdd=拼多多店；直接回车保留原有的）", default="", show_default=False)
    if dropped is None:
        text = typer.prompt("不作哪些决定（如 medical_cost；直接回车都保留）", default="", show_default=False)
        dropped = [text] if text.strip() else None
    return extent, channels, dropped


def _attached(base: Base) -> list[str]:
    """Return the files that scripts are sent with."""
    return sorted({one.file for _, _, entry in base.entries() for one in entry.attachments if one.file})


def _write(path: Path, name: str, text: str) -> None:
    """Write one file with the line that names the schema, once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(HEADING)]
    path.write_text(heading(name) + "".join(lines), "utf-8")
