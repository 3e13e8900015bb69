"""Files written whole or not at all: under a temporary name beside their place, synced, then renamed."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

_LEFT_S = 600.0  # no write takes so long


def write_whole(path: Path, raw: bytes) -> None:
    """Put a file in place in one step that survives a crash; its folder is made where it is missing."""
    temporary = write_beside(path, raw)
    try:
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_beside(path: Path, raw: bytes) -> Path:
    """Write what is to stand at `path` under a temporary name and return that; its mode is that of what stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def clear_left(folder: Path, older_s: float = _LEFT_S) -> tuple[Path, ...]:
    """Remove what writes that were killed left below a folder, unless it is so young that one may go on.

    Returns what was removed; a folder that cannot be read or written keeps what it has.
    """
    removed = []
    for path in folder.rglob(f".*.{'[0-9a-f]' * 8}.tmp"):
        try:
            if time.time() - path.stat().st_mtime > older_s:
                path.unlink()
                removed.append(path)
        except OSError:
            continue
    return tuple(removed)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
