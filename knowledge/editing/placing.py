"""Files of a base put in place: each whole or not at all, and none over what changed since it was read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.editing.rewriting import EditError
from knowledge.whole_files import sync_folder, write_beside


class ChangedError(EditError):
    """A file changed since it was read; nothing was written."""


def place(folder: Path, before: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    """Write the files, new ones among them; raises ChangedError where one is no longer as it was `before`.

    What was changed is looked at last, when only the renaming is left.
    """
    paths = {file: (folder / file).resolve() for file in files}
    temporary: dict[str, Path] = {}
    try:
        for file, raw in files.items():
            temporary[file] = write_beside(paths[file], raw)
        for file, path in paths.items():
            now = path.read_bytes() if path.exists() else b""
            if now != before.get(file, b""):
                raise ChangedError(f"{path} was changed while this ran; nothing was written")
        for file, path in paths.items():
            temporary[file].replace(path)
            sync_folder(path.parent)
    finally:
        for left in temporary.values():
            left.unlink(missing_ok=True)
