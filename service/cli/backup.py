"""Write records, base and snapshot into one file, also while the service runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.backup.making import make_backup
from service.cli.options import BaseOption, Format, FormatOption, UsageFault, print_json, settings_for
from service.store.database import StoreError, open_database
from service.store.dump import DumpError

NAME = "backup"


def run(
    file: Annotated[Path, typer.Argument(help="the file to write, such as yizhi-2026-11-30.zip")],
    base: BaseOption = None,
    force: Annotated[bool, typer.Option("--force", help="replace a file of that name")] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Print what the backup holds."""
    settings = settings_for(base)
    if file.exists() and not force:
        raise UsageFault(f"{file} stands already: name another file, or replace it with --force")
    if not settings.base.is_dir():
        raise UsageFault(f"there is no folder {settings.base}: name a base with --base DIR")
    try:
        made = make_backup(settings, open_database(settings.database_url()), file)
    except (StoreError, DumpError) as error:
        raise UsageFault(str(error)) from error
    except OSError as error:
        raise UsageFault(f"cannot write {file}: {error.strerror}") from error
    if format is Format.JSON:
        print_json(made)
        return
    rows = sum(made["tables"].values())
    snapshot = made["snapshot"] or "没有（`yizhi index` 可重建）"
    print(f"{file}：{rows} 行记录，知识库 {made['base']} 个文件，其他数据 {made['data']} 个文件，索引 {snapshot}")
