"""Put a backup back: records, base and snapshot; what stands is never overwritten without --force."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.backup.archive import BackupError
from service.backup.restoring import read_about, restore
from service.cli.options import BaseOption, UsageFault, settings_for
from service.store.database import StoreError, open_database
from service.store.dump import DumpError

NAME = "restore"


def run(
    file: Annotated[Path, typer.Argument(help="a file that `yizhi backup` wrote")],
    base: BaseOption = None,
    force: Annotated[bool, typer.Option("--force", help="replace the records and the base that stand")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="only say whether the file is whole, and what it holds")
    ] = False,
) -> None:
    """Print what was put back; a damaged file is refused before anything is changed."""
    settings = settings_for(base)
    try:
        if check:
            about = read_about(file)
            rows = sum(about["tables"].values())
            print(f"{file} 完好：{about['at']}，{rows} 行记录，知识库 {about['base']} 个文件")
            return
        read_about(file)  # before a database is made for it
        store = open_database(settings.database_url())
        done = restore(settings, store, file, at=datetime.now(UTC), force=force)
    except (BackupError, StoreError, DumpError) as error:
        raise UsageFault(str(error)) from error
    except OSError as error:
        raise UsageFault(f"cannot write {error.filename}: {error.strerror}") from error
    print(f"恢复了 {sum(done.tables.values())} 行记录，知识库 {done.base} 个文件，其他数据 {done.data} 个文件")
    if done.snapshot is None:
        print("备份里没有可用的索引：运行 `yizhi index`")
