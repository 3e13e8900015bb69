"""Makes a backup while the service runs: the records as they are at one moment, then the files."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from indexer.snapshot import CURRENT, SnapshotError, current_id, open_current, part_path, snapshot_path
from service.backup.archive import add_folder, write_archive
from service.settings import EMBEDDED_BASE, Settings
from service.store.dump import dump, reading

TABLES, BASE, DATA, INDEX = "tables", "base", "data", "index"
_RECORDS = "records.db"  # in the data folder; its rows are in `tables`


def make_backup(settings: Settings, store: Engine, target: Path) -> dict[str, Any]:
    """Write the backup and return what it holds; raises OSError, DumpError."""
    made: dict[str, Any] = {}

    def fill(archive: zipfile.ZipFile) -> dict[str, Any]:
        made.update(
            {
                "yizhi": version("yizhi"),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "embedded": settings.base.resolve() == EMBEDDED_BASE.resolve(),
                "encoder": settings.encoder,
                **_tables(archive, store),
                "base": add_folder(archive, settings.base, BASE),
                "data": add_folder(archive, settings.data, DATA, lambda path: path.name.startswith(_RECORDS)),
                "snapshot": _snapshot(archive, settings),
            }
        )
        return made

    write_archive(target, fill)
    return made


def _tables(archive: zipfile.ZipFile, store: Engine) -> dict[str, Any]:
    counts: dict[str, int] = {}
    with reading(store) as connection:
        revision, tables = dump(connection)
        for name, lines in tables:
            counts[name] = 0
            with archive.open(f"{TABLES}/{name}.jsonl", "w", force_zip64=True) as file:
                for line in lines:
                    file.write(f"{line}\n".encode())
                    counts[name] += 1
    return {"revision": revision, "tables": counts}


def _snapshot(archive: zipfile.ZipFile, settings: Settings) -> str | None:
    """Add the snapshot that serves with its parts; where there is none, or it is damaged, it can be built again."""
    shelf = settings.index_folder(settings.base)
    try:
        found = open_current(shelf)
    except SnapshotError:
        return None
    id = current_id(shelf)
    add_folder(archive, snapshot_path(shelf, id), f"{INDEX}/snapshots/{id}")
    for name in (*found.segment_names, found.ranker.name):
        add_folder(archive, part_path(shelf, name), f"{INDEX}/parts/{name}")
    archive.writestr(f"{INDEX}/{CURRENT}", id)
    return id
