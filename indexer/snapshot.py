"""A built index on disk: named after what it was built from, checked when it is opened, never edited.

    CURRENT             the id of the snapshot to serve
    snapshots/ID/       manifest.json, sources.zip (the files of the base)
    parts/NAME/         a segment of the index, or a trained ranker: shared by the snapshots that name it

Every folder is sealed (`sealed.py`). The same knowledge, encoder and code give the same id.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from indexer.grams import GramRows
from indexer.holding import Held, hold
from indexer.index import Index, Segment, dump_passages, load_passages
from indexer.sealed import BrokenSealError, NotSealedError, SealError, check_seal, replace_text, write_sealed
from indexer.vectors import Part

FORMAT = 3  # raise it when a folder is written differently
CURRENT = "CURRENT"
SOURCES = "sources.zip"
_PASSAGES, _VECTORS, _GRAMS, _LISTS = "passages.json", "vectors.npy", "grams.npz", "lists.faiss"
_THEN = "run `yizhi index`"
NOTHING: Mapping[str, Segment] = MappingProxyType({})


class SnapshotError(Exception):
    """A snapshot cannot be served."""


class MissingSnapshotError(SnapshotError):
    """There is none."""


class DamagedSnapshotError(SnapshotError):
    """One of its files is missing, cut or changed."""


class StaleSnapshotError(SnapshotError):
    """It was built by another format, encoder or code."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a snapshot was built from; two with the same origin are the same."""

    fingerprint: str  # of the base
    encoder: str
    code: str  # version of whatever makes passages, normal form and ranker
    trained_on: str  # fingerprint of the base that the ranker learned from
    begun: str = ""  # the ranker that it began from, if any

    @property
    def id(self) -> str:
        return _short(str(FORMAT), self.fingerprint, self.encoder, self.code, self.trained_on, self.begun)

    @property
    def is_settled(self) -> bool:
        """Whether the ranker has learned from this very base."""
        return self.trained_on == self.fingerprint


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot: the index is in memory, the ranker and the sources are files."""

    shelf: Path
    origin: Origin
    index: Index
    segment_names: tuple[str, ...]
    ranker: Path  # the folder that the ranker wrote
    held: Held  # keeps other processes from deleting it while it is open

    @property
    def id(self) -> str:
        return self.origin.id

    def sources(self) -> dict[str, bytes]:
        """Return the files of the base it was built from, by name."""
        with zipfile.ZipFile(snapshot_path(self.shelf, self.id) / SOURCES) as stored:
            return {name: stored.read(name) for name in stored.namelist()}


def snapshot_path(shelf: Path, id: str) -> Path:
    return shelf / "snapshots" / id


def part_path(shelf: Path, name: str) -> Path:
    return shelf / "parts" / name


def current_id(shelf: Path) -> str:
    """Return the id of the snapshot to serve; raises MissingSnapshotError."""
    try:
        id = (shelf / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError as error:
        message = f"found no snapshot in {shelf}: {_THEN}"
        raise MissingSnapshotError(message) from error
    if not id.isalnum():  # it becomes part of a path
        message = f"{CURRENT} in {shelf} is damaged, it names no snapshot: {_THEN}"
        raise DamagedSnapshotError(message)
    return id


def make_current(shelf: Path, id: str) -> None:
    """Let `id` be served from now on, here and wherever the folder is followed."""
    replace_text(shelf / CURRENT, f"{id}\n")


def open_current(shelf: Path, known: Snapshot | None = None) -> Snapshot:
    """Open the snapshot that CURRENT names; raises SnapshotError."""
    return open_snapshot(shelf, current_id(shelf), known)


def open_snapshot(
    shelf: Path, id: str, known: Snapshot | None = None, written: Mapping[str, Segment] = NOTHING
) -> Snapshot:
    """Open a snapshot and check its files; segments in memory, of `known` or just `written`, are not read again."""
    path = snapshot_path(shelf, id)
    try:
        held = hold(path)
        about = check_seal(path).about
        origin = _origin(about, path, id)
        have = dict(written)
        if known:
            have |= zip(known.segment_names, (one for one, _ in known.index.segments), strict=True)
        names = tuple(str(name) for name in about["segments"])
        segments = [have.get(name) or _read_segment(part_path(shelf, name)) for name in names]
        ranker = part_path(shelf, str(about["ranker"]))
        check_seal(ranker)
    except (NotSealedError, FileNotFoundError) as error:
        message = f"snapshot {id} is not whole in {shelf}: {error}: {_THEN}"
        raise MissingSnapshotError(message) from error
    except (BrokenSealError, KeyError, TypeError, ValueError, OSError) as error:
        message = f"snapshot {id} is damaged: {error}: {_THEN} to build it again"
        raise DamagedSnapshotError(message) from error
    index = Index.placed(list(zip(segments, about["gone"], strict=True)))
    return Snapshot(shelf, origin, index, names, ranker, held)


def write_snapshot(
    shelf: Path, origin: Origin, index: Index, segment_names: tuple[str, ...], ranker: str, sources: Mapping[str, bytes]
) -> Path:
    """Write the folder that ties the parts together; the parts stand already."""

    def fill(place: Path) -> dict[str, Any]:
        (place / SOURCES).write_bytes(_zipped(sources))
        counts = {"passages": len(index.passages), "entries": len({(one.kind, one.id) for one in index.passages})}
        made = {"format": FORMAT, "id": origin.id, "origin": asdict(origin), "counts": counts}
        return made | {"segments": segment_names, "gone": index.gone(), "ranker": ranker}

    path = snapshot_path(shelf, origin.id)
    write_sealed(path, fill)
    return path


def write_segment(shelf: Path, segment: Segment, origin: Origin, beside: Iterable[str] = ()) -> str:
    """Put a segment among the parts and return its name; `beside` are the segments whose rarity of grams it uses."""
    passages = dump_passages(segment.passages)
    made_from = (str(FORMAT), origin.encoder, origin.code, *beside, hashlib.sha256(passages).hexdigest())
    name = f"segment-{_short(*made_from)}"

    def fill(place: Path) -> dict[str, Any]:
        (place / _PASSAGES).write_bytes(passages)
        np.save(place / _VECTORS, segment.part.matrix, allow_pickle=False)
        (place / _GRAMS).write_bytes(segment.grams.dump())
        lists = segment.part.dump()
        if lists is not None:
            (place / _LISTS).write_bytes(lists)
        return {"format": FORMAT, "passages": len(segment.passages), "encoder": origin.encoder}

    if not is_whole(part_path(shelf, name)):
        write_sealed(part_path(shelf, name), fill)
    return name


def _read_segment(path: Path) -> Segment:
    """Read a segment and check its files; raises SealError."""
    seal = check_seal(path)
    matrix = np.load(path / _VECTORS, mmap_mode="r", allow_pickle=False)
    lists = (path / _LISTS).read_bytes() if _LISTS in seal.files else None
    grams = GramRows.load((path / _GRAMS).read_bytes())
    return Segment(load_passages((path / _PASSAGES).read_bytes()), Part.load(matrix, lists), grams)


def is_whole(path: Path) -> bool:
    try:
        check_seal(path)
    except SealError:
        return False
    return True


def _origin(about: Mapping[str, Any], path: Path, id: str) -> Origin:
    if about.get("format") != FORMAT:
        message = f"snapshot {id} has format {about.get('format')}, not {FORMAT}: {_THEN}"
        raise StaleSnapshotError(message)
    origin = Origin(**about["origin"])
    if origin.id != id:
        message = f"{path} holds snapshot {origin.id}, not {id}: {_THEN} to build it again"
        raise DamagedSnapshotError(message)
    return origin


def _zipped(sources: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as stored:
        for name in sorted(sources):
            # A fixed date: the same files give the same bytes.
            stored.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), sources[name], zipfile.ZIP_DEFLATED, 1)
    return written.getvalue()


def _short(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
