"""A folder that is written whole or not at all, and knows when it is damaged.

The files are written under a temporary name beside their place, hashed into `manifest.json`, synced and renamed. A
process that dies on the way leaves the place as it was, and a folder with one changed byte is told from a good one.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.whole_files import sync_folder, write_whole

MANIFEST = "manifest.json"
_OWN = "sha256"  # of what the manifest itself says; the first snapshots had none


class SealError(Exception):
    """A sealed folder is not what it should be."""


class NotSealedError(SealError):
    """There is no folder, or it has no manifest."""


class BrokenSealError(SealError):
    """A file is missing, cut or changed, or the manifest cannot be read."""


@dataclass(frozen=True, slots=True)
class Seal:
    about: Mapping[str, Any]  # whatever the writer noted, as JSON
    files: Mapping[str, str]  # sha256 of each file, by its path inside the folder


def write_sealed(target: Path, write: Callable[[Path], Mapping[str, Any]]) -> Seal:
    """Let `write` fill an empty folder and say what it is about, then put it at `target`, over what stood there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        about = write(temporary)
        seal = Seal(about, {str(path.relative_to(temporary)): digest(path) for path in _files(temporary)})
        written = {"about": about, "files": seal.files, _OWN: _own_digest(about, seal.files)}
        manifest = json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True)
        (temporary / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        _sync(temporary)
        _put(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return seal


def receive_sealed(target: Path, copy: Callable[[str, Path], None]) -> Seal:
    """Let `copy` bring each file of a folder that was sealed elsewhere, check them, and put the folder at `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        copy(MANIFEST, temporary / MANIFEST)
        for name in read_seal(temporary).files:
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            copy(name, temporary / name)
        seal = check_seal(temporary)
        _sync(temporary)
        _put(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return seal


def read_seal(folder: Path) -> Seal:
    """Read what the folder's manifest says, without looking at the other files."""
    try:
        text = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"found no {MANIFEST} in {folder}"
        raise NotSealedError(message) from error
    try:
        data = json.loads(text)
        if set(data) != {"about", "files"} and data[_OWN] != _own_digest(data["about"], data["files"]):
            raise ValueError("it is not what was written")
        return Seal(dict(data["about"]), {str(name): str(value) for name, value in data["files"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{folder / MANIFEST} is not a manifest: {error}"
        raise BrokenSealError(message) from error


def check_seal(folder: Path, names: Iterable[str] | None = None) -> Seal:
    """Return the seal if every file (or each of `names`) is as it was written; raises SealError otherwise."""
    seal = read_seal(folder)
    for name in sorted(seal.files if names is None else names):
        _check_file(folder / name, seal.files.get(name))
    return seal


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _own_digest(about: Mapping[str, Any], files: Mapping[str, str]) -> str:
    said = json.dumps([about, files], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def replace_text(path: Path, text: str) -> None:
    """Put a small text at `path` in one step that survives a crash."""
    write_whole(path, text.encode())


def _check_file(path: Path, expected: str | None) -> None:
    try:
        found = digest(path)
    except OSError as error:
        message = f"{path} is named in the manifest and cannot be read: {error.strerror}"
        raise BrokenSealError(message) from error
    if found != expected:
        message = f"{path} has sha256 {found[:12]}…, not {(expected or 'none')[:12]}…: it was changed or cut"
        raise BrokenSealError(message)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _put(temporary: Path, target: Path) -> None:
    temporary.chmod(0o755)
    if target.exists():
        # A folder cannot be renamed over a full one: the old one steps aside first, and goes afterwards.
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        target.replace(aside)
        temporary.replace(target)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        temporary.replace(target)
    sync_folder(target.parent)


def _sync(folder: Path) -> None:
    for path in _files(folder):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    for path in sorted({path.parent for path in _files(folder)}):
        sync_folder(path)
