"""Puts a backup back: all is checked before anything is written, and nothing that stands is overwritten unasked."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from indexer.snapshot import make_current
from service.backup.archive import BackupError, lines_of, names_below, opened_archive
from service.backup.making import BASE, DATA, INDEX, TABLES
from service.settings import EMBEDDED_BASE, Settings
from service.store.audit import AuditEntry, note
from service.store.dump import is_empty, load

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: rows by table, files of the base and beside the records, and the snapshot."""

    tables: Mapping[str, int]
    base: int
    data: int
    snapshot: str | None


def read_about(source: Path) -> Mapping[str, Any]:
    """Return what a backup says of itself; raises BackupError where it is damaged or none."""
    with opened_archive(source) as (_, about):
        return about


def restore(settings: Settings, store: Engine, source: Path, *, at: datetime, force: bool = False) -> Restored:
    """Put everything back; raises BackupError or DumpError before anything was changed.

    The files of the base come last: where a disk is full before, the old base stands.
    """
    with opened_archive(source) as (archive, about):
        keeps_base = _is_embedded(settings.base)
        _check(settings, store, archive, about, force)
        counts = load(store, about["revision"], _tables(archive, about))
        note(store, AuditEntry(at, "command", "backup restored", source.name, {"at": about["at"], "tables": counts}))
        data = _put(archive, names_below(archive, DATA), settings.data)
        snapshot = _put_snapshot(archive, about, settings)
        base = 0 if keeps_base else _replace(archive, names_below(archive, BASE), settings.base)
    return Restored(counts, base, data, snapshot)


def _check(settings: Settings, store: Engine, archive: zipfile.ZipFile, about: Mapping[str, Any], force: bool) -> None:
    if _is_embedded(settings.base):
        if not about["embedded"]:
            raise BackupError("the backup holds a base of your own: name the folder for it with --base DIR")
    elif not force and settings.base.exists() and any(settings.base.iterdir()):
        raise BackupError(f"{settings.base} holds a base: name another folder, or replace it with --force")
    if force:
        return
    if not is_empty(store):
        url = store.url.render_as_string()
        raise BackupError(f"the database {url} holds records: name an empty one, or replace them with --force")
    standing = [name for name in names_below(archive, DATA) if (settings.data / name).exists()]
    if standing:
        raise BackupError(f"{settings.data / standing[0]} stands already: move it away, or replace it with --force")


def _is_embedded(base: Path) -> bool:
    return base.resolve() == EMBEDDED_BASE.resolve()


def _tables(archive: zipfile.ZipFile, about: Mapping[str, Any]) -> Iterator[tuple[str, Iterable[str]]]:
    for name in about["tables"]:  # in the order of the backup: those that others refer to first
        yield name, lines_of(archive, f"{TABLES}/{name}.jsonl")


def _put_snapshot(archive: zipfile.ZipFile, about: Mapping[str, Any], settings: Settings) -> str | None:
    """Add the snapshot to those that stand; where another encoder is set it is left out, for none would open it."""
    if about["snapshot"] is None or about["encoder"] != settings.encoder:
        return None
    shelf = settings.index_folder(settings.base)
    parts = {f"parts/{path}": name for path, name in names_below(archive, f"{INDEX}/parts").items()}
    whole = {f"snapshots/{path}": name for path, name in names_below(archive, f"{INDEX}/snapshots").items()}
    _put(archive, {path: name for path, name in (parts | whole).items() if not (shelf / path).exists()}, shelf)
    make_current(shelf, about["snapshot"])
    return str(about["snapshot"])


def _replace(archive: zipfile.ZipFile, names: Mapping[str, str], folder: Path) -> int:
    """Put a folder in place of the one that stands: both are whole at every moment, under one name or another."""
    beside = folder.with_name(f".{folder.name}.restoring")
    old = folder.with_name(f".{folder.name}.replaced")
    for path in (beside, old):
        shutil.rmtree(path, ignore_errors=True)
    beside.mkdir(parents=True)
    count = _put(archive, names, beside)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return count


def _put(archive: zipfile.ZipFile, names: Mapping[str, str], folder: Path) -> int:
    """Write files below a folder, each under a temporary name first."""
    for path, name in names.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.restoring")
        with archive.open(name) as read, temporary.open("wb") as written:
            shutil.copyfileobj(read, written, _BLOCK)
        temporary.replace(target)
    return len(names)
