"""The file of a backup: a zip archive that ends in the digest of all before it, so that any damage is seen."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
_DIGEST = 64  # characters of a SHA-256, the archive's comment
_CHUNK = 1 << 20


class BackupError(Exception):
    """A backup cannot be written, or is none that can be restored; says why."""


def write_archive(target: Path, fill: Callable[[zipfile.ZipFile], Mapping[str, Any]]) -> None:
    """Write an archive whole or not at all; `fill` adds the files and returns the manifest."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(temporary, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            about = {"format": FORMAT, **fill(archive)}
            archive.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1))
            archive.comment = b"0" * _DIGEST
        with temporary.open("r+b") as file:
            digest = _digest(temporary)
            file.seek(-_DIGEST, os.SEEK_END)
            file.write(digest.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def opened_archive(source: Path) -> Iterator[tuple[zipfile.ZipFile, Mapping[str, Any]]]:
    """Yield an archive that is whole, with its manifest; raises BackupError for any other file."""
    try:
        with source.open("rb") as file:
            file.seek(-min(_DIGEST, source.stat().st_size), os.SEEK_END)
            told = file.read()
        if told != _digest(source).encode():
            raise BackupError(f"{source} is damaged, cut or no backup: its digest does not fit; take another one")
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    with archive:
        about = json.loads(archive.read(MANIFEST))
        if about.get("format") != FORMAT:
            raise BackupError(
                f"{source} is of format {about.get('format')}, not {FORMAT}: restore it by its own version"
            )
        yield archive, about


def add_folder(
    archive: zipfile.ZipFile, folder: Path, under: str, skip: Callable[[Path], bool] = lambda _: False
) -> int:
    """Add the files below a folder, in their order, and return how many there are; a link is left out."""
    count = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not skip(path):
            archive.write(path, f"{under}/{path.relative_to(folder).as_posix()}")
            count += 1
    return count


def names_below(archive: zipfile.ZipFile, under: str) -> Mapping[str, str]:
    """Return the names of the files below a folder of the archive, by their path in it."""
    found = {}
    for name in archive.namelist():
        if name.startswith(f"{under}/"):
            path = PurePosixPath(name[len(under) + 1 :])
            if path.is_absolute() or ".." in path.parts:
                raise BackupError(f"the backup holds {name}, which would be written elsewhere")
            found[path.as_posix()] = name
    return found


def lines_of(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Yield the lines of a text file."""
    with archive.open(name) as file:
        for line in file:
            yield line.decode()


def _digest(path: Path) -> str:
    """Return the SHA-256 of all but the last characters, which hold it."""
    made, left = hashlib.sha256(), max(0, path.stat().st_size - _DIGEST)
    with path.open("rb") as file:
        while left and (some := file.read(min(_CHUNK, left))):
            made.update(some)
            left -= len(some)
    return made.hexdigest()
