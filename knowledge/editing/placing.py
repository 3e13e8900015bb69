"""Files of a base put in place: each whole or not at all, and none over what changed since it was read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from knowledge.editing.rewriting import EditError


class ChangedError(EditError):
    """A file changed since it was read; nothing was written."""


def place(folder: Path, before: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    """Write the files, new ones among them; raises ChangedError where one is no longer as it was `before`.

    What was changed is looked at last, when only the renaming is left.
    """
    paths = {file: (folder / file).resolve() for file in files}
    temporary = {file: path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp") for file, path in paths.items()}
    try:
        for file, raw in files.items():
            _write(temporary[file], raw, paths[file])
        for file, path in paths.items():
            now = path.read_bytes() if path.exists() else b""
            if now != before.get(file, b""):
                raise ChangedError(f"{path} was changed while this ran; nothing was written")
        for file, path in paths.items():
            temporary[file].replace(path)
    finally:
        for left in temporary.values():
            left.unlink(missing_ok=True)


def _write(temporary: Path, raw: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        os.chmod(temporary, target.stat().st_mode)
