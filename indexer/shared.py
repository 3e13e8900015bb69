"""One store of snapshots for many processes: a folder, or object storage that fsspec can reach.

It holds what a shelf holds (`snapshot.py`). Nothing in it is changed but CURRENT: a folder's manifest is written last
and makes it whole, and whoever takes a folder over checks every file against it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from indexer.building import KEPT, parts_of, writing
from indexer.sealed import MANIFEST, BrokenSealError, read_seal, receive_sealed, replace_text
from indexer.snapshot import CURRENT, MissingSnapshotError, SnapshotError, part_path, snapshot_path

_MEND = "install what replicas need: pip install 'yizhi[replicas]'"


class SharedShelf:
    """The store behind one address, such as /mnt/snapshots or s3://bucket/yizhi."""

    def __init__(self, address: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise SnapshotError(f"{address} cannot be opened: {error}; {_MEND}") from error
        try:
            files, root = url_to_fs(address, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise SnapshotError(f"{address} cannot be opened: {error}; {_MEND}") from error
        self._files: Any = files  # fsspec has no types
        self._root = str(root)
        self._is_folder = "file" in files.protocol

    def current(self) -> str:
        """Return the id of the snapshot to serve, empty where there is none yet; raises OSError."""
        try:
            found = self._files.cat_file(self._path(CURRENT)).decode("utf-8", "replace").strip()
        except FileNotFoundError:
            return ""
        return found if found.isalnum() else ""

    def publish(self, id: str) -> None:
        """Let a snapshot that was pushed be served by all."""
        if self._is_folder:
            replace_text(Path(self._path(CURRENT)), f"{id}\n")
        else:
            self._files.pipe_file(self._path(CURRENT), f"{id}\n".encode())

    def push(self, shelf: Path, id: str) -> None:
        """Copy a snapshot of a shelf with its parts; what stands already is not copied again."""
        for name in parts_of(shelf, id):
            self._push(part_path(shelf, name), f"parts/{name}")
        self._push(snapshot_path(shelf, id), f"snapshots/{id}")

    def pull(self, shelf: Path, id: str) -> None:
        """Copy a snapshot with its parts into a shelf; raises MissingSnapshotError where it is not whole."""
        try:
            with writing(shelf):
                self._pull(f"snapshots/{id}", snapshot_path(shelf, id))
                for name in parts_of(shelf, id):
                    self._pull(f"parts/{name}", part_path(shelf, name))
        except (FileNotFoundError, BrokenSealError) as error:
            message = f"snapshot {id} is not whole in {self._root}: {error}"
            raise MissingSnapshotError(message) from error

    def prune(self, shelf: Path, published: Iterable[str], keep: int = KEPT) -> None:
        """Delete all but the newest of the snapshots that this shelf published, and parts that none uses."""
        standing = self._names("snapshots")
        kept = set(list(published)[-keep:]) | {self.current()}
        for id in standing - kept:
            self._delete(f"snapshots/{id}")
        unknown = [id for id in standing & kept if not (snapshot_path(shelf, id) / MANIFEST).exists()]
        if unknown:  # what it is made of is not known here
            return
        used = {name for id in standing & kept for name in parts_of(shelf, id)}
        for name in self._names("parts") - used:
            self._delete(f"parts/{name}")

    def _push(self, source: Path, place: str) -> None:
        if self._files.exists(self._path(place, MANIFEST)):
            return
        for name in (*sorted(read_seal(source).files), MANIFEST):
            target = self._path(place, name)
            if self._is_folder:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
            self._files.put_file(str(source / name), target)

    def _pull(self, place: str, target: Path) -> None:
        if (target / MANIFEST).exists():
            return

        def copy(name: str, path: Path) -> None:
            self._files.get_file(self._path(place, name), str(path))

        receive_sealed(target, copy)

    def _names(self, place: str) -> set[str]:
        try:
            found = self._files.ls(self._path(place), detail=False)
        except FileNotFoundError:
            return set()
        return {posixpath.basename(str(path).rstrip("/")) for path in found}

    def _delete(self, place: str) -> None:
        if self._files.exists(self._path(place, MANIFEST)):  # first, so that what is half gone is not taken for whole
            self._files.rm_file(self._path(place, MANIFEST))
        self._files.rm(self._path(place), recursive=True)

    def _path(self, *names: str) -> str:
        return posixpath.join(self._root, *names)
