"""Start a base of one's own: a copy of the embedded one, with the schema that editors complete and check it by."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from knowledge.editing.heading import HEADING, SCHEMA, heading
from knowledge.loading.load import load
from knowledge.loading.schema import schema
from knowledge.model.base import Base
from knowledge.whole_files import write_whole
from service.cli.options import BaseOption, UsageFault, open_base
from service.settings import Settings

NAME = "new"


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder that does not exist yet, or is empty")],
    base: BaseOption = None,
    only_schema: Annotated[
        bool, typer.Option("--schema", help="write the schema of the base that stands in DIR afresh, and nothing else")
    ] = False,
) -> None:
    """Copy the base and write its schema; a folder that holds something is refused."""
    if only_schema:
        write_schema(folder)
        print(f"the schema of {folder} is up to date: {folder / SCHEMA}")
        return
    count = make(folder, (base or Settings().base).resolve())
    print(f"made {folder} with {count} files; edit them, then:", file=sys.stderr)
    print(f"yizhi lint --base {folder}\nyizhi serve --base {folder}")


def make(folder: Path, source: Path) -> int:
    """Copy every YAML file of `source` and return how many; the folder is made whole or not at all."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageFault(f"{folder} is not empty: name a folder that does not exist yet")
    if folder.resolve().is_relative_to(source):
        raise UsageFault(f"{folder} lies inside the base that it would copy: name a folder elsewhere")
    attached = _attached(open_base(source, Settings()).require())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
            made = Path(place) / "base"
            files = _copied(source, made)
            for name in attached:
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source / name, made / name)
            write_schema(made)
            os.replace(made, folder)
    except OSError as error:
        raise UsageFault(f"cannot make {folder}: {error.strerror}") from error
    return len(files)


def write_schema(folder: Path) -> None:
    """Write the schema of the base in a folder; raises BrokenBaseError where it cannot be read."""
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}: make a base with `yizhi new {folder}`")
    text = json.dumps(schema(load(folder).require()), ensure_ascii=False, indent=1)
    write_whole(folder / SCHEMA, f"{text}\n".encode())


def _attached(base: Base) -> list[str]:
    """Return the files that scripts are sent with."""
    return sorted({one.file for _, _, entry in base.entries() for one in entry.attachments if one.file})


def _copied(source: Path, target: Path) -> list[Path]:
    files = sorted(path for path in source.rglob("*.yaml") if not _is_hidden(path.relative_to(source)))
    for path in files:
        name = path.relative_to(source)
        to = target / name
        to.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8-sig")
        lines = [line for line in text.splitlines(keepends=True) if not line.startswith(HEADING)]
        to.write_text(heading(name.as_posix()) + "".join(lines), "utf-8")
        shutil.copymode(path, to)
    return files


def _is_hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
