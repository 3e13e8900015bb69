"""From passages to a snapshot: built whole, or brought up to date after an edit."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock

from indexer.encoder import Encoder, Progress, quiet
from indexer.holding import is_held
from indexer.index import Embed, Index, Normalise, Segment, embedding
from indexer.passages import Passage
from indexer.sealed import MANIFEST, SealError, read_seal, write_sealed
from indexer.snapshot import (
    CURRENT,
    Origin,
    Snapshot,
    StaleSnapshotError,
    current_id,
    is_whole,
    make_current,
    open_snapshot,
    part_path,
    snapshot_path,
    write_segment,
    write_snapshot,
)
from indexer.vectors import EXACT

SMALL = 0.1  # share of the passages up to which an edit leaves the first segment as it is
KEPT = 3  # snapshots beside those in use

# learns from the index, beginning with the ranker of a snapshot if there is one, and writes into the folder
Train = Callable[[Index, Path, Snapshot | None], None]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What goes into a snapshot."""

    fingerprint: str
    passages: tuple[Passage, ...]
    sources: Mapping[str, bytes]  # the files of the base, by name
    code: str  # version of whatever makes passages, normal form and ranker
    normalise: Normalise


@dataclass(frozen=True, slots=True)
class Builder:
    """Where snapshots stand, and how passages become vectors."""

    shelf: Path
    encoder: Encoder
    exact: int = EXACT  # rows up to which vectors are compared one by one

    def build(
        self, knowledge: Knowledge, train: Train, previous: Snapshot | None = None, progress: Progress = quiet
    ) -> Snapshot:
        """Write a snapshot with a ranker of its own and open it; the current one stays current until `publish`.

        What `previous` has embedded is not embedded again; a snapshot that stands already is only opened. Others may
        update while this one embeds and learns.
        """
        anew = self._origin(knowledge, knowledge.fingerprint)
        known = previous if previous and self._is_like(previous, knowledge) else None
        like = known if known and is_whole(known.ranker) else None  # what the ranker goes on from
        origin = anew if like is None else replace(anew, begun=like.ranker.name)
        for standing in (anew, origin):
            if self._stands(standing):
                return open_snapshot(self.shelf, standing.id, previous)
        embed = embedding(self.encoder, knowledge.normalise, known.index if known else None, progress)
        index = self._index(knowledge, like, embed)
        progress("learning from the questions", 0.0)
        with TemporaryDirectory() as learned:
            train(index, Path(learned), like)
            with writing(self.shelf):
                names = self._write_segments(index, origin, like)
                ranker = self._write_ranker(origin, Path(learned))
                write_snapshot(self.shelf, origin, index, names, ranker, knowledge.sources)
                written = dict(zip(names, (segment for segment, _ in index.segments), strict=True))
                return open_snapshot(self.shelf, origin.id, previous, written)

    def _index(self, knowledge: Knowledge, like: Snapshot | None, embed: Embed) -> Index:
        """Return an index of one segment; after a small edit, the first segment of `like` and what changed."""
        if like is not None:
            first = len(like.index.segments[0][0].passages)
            edited = like.index.edited(knowledge.passages, embed, knowledge.normalise)
            added = sum(len(segment.passages) for segment, _ in edited.segments[1:])
            if added + len(edited.gone()[0]) <= SMALL * first:
                return edited
        vectors = embed(knowledge.passages)
        return Index.of(Segment.of(knowledge.passages, vectors, knowledge.normalise, exact=self.exact))

    def _write_segments(self, index: Index, origin: Origin, like: Snapshot | None) -> tuple[str, ...]:
        """Put the segments of an index among the parts; those that `like` has stand there already."""
        standing = {}
        if like is not None:
            pairs = zip(like.index.segments, like.segment_names, strict=True)
            standing = {id(segment): name for (segment, _), name in pairs}
        names: tuple[str, ...] = ()
        for segment, _ in index.segments:
            known = standing.get(id(segment))
            if known is None or not (part_path(self.shelf, known) / MANIFEST).exists():
                known = write_segment(self.shelf, segment, origin, names)
            names = (*names, known)
        return names

    def update(self, knowledge: Knowledge, previous: Snapshot) -> Snapshot:
        """Write a snapshot with the ranker of `previous` and open it; the current one stays so until `publish`.

        The cost is that of the passages that changed: the first segment and the ranker are shared. Raises
        StaleSnapshotError if `previous` comes from another encoder or code.
        """
        if not self._is_like(previous, knowledge):
            message = (
                f"snapshot {previous.id} was built with encoder {previous.origin.encoder} and code "
                f"{previous.origin.code}, not {self.encoder.name} and {knowledge.code}: run `yizhi index`"
            )
            raise StaleSnapshotError(message)
        origin = replace(previous.origin, fingerprint=knowledge.fingerprint)
        embed = embedding(self.encoder, knowledge.normalise, previous.index)
        index = previous.index.edited(knowledge.passages, embed, knowledge.normalise)
        with writing(self.shelf):
            names = self._write_segments(index, origin, previous)
            if not self._stands(origin):
                write_snapshot(self.shelf, origin, index, names, previous.ranker.name, knowledge.sources)
            return open_snapshot(self.shelf, origin.id, replace(previous, index=index, segment_names=names))

    def publish(self, snapshot: Snapshot) -> None:
        """Let the snapshot be served from now on, here and wherever the folder is followed."""
        with writing(self.shelf):
            make_current(self.shelf, snapshot.id)

    def prune(self, keep: int = KEPT) -> tuple[str, ...]:
        """Delete all but the newest snapshots, the current one and those in use; return the ids that went."""
        with writing(self.shelf):
            return tuple(_prune(self.shelf, keep))

    def _origin(self, knowledge: Knowledge, trained_on: str) -> Origin:
        return Origin(knowledge.fingerprint, self.encoder.name, knowledge.code, trained_on)

    def _is_like(self, snapshot: Snapshot, knowledge: Knowledge) -> bool:
        return (snapshot.origin.encoder, snapshot.origin.code) == (self.encoder.name, knowledge.code)

    def _stands(self, origin: Origin) -> bool:
        parts = [part_path(self.shelf, name) for name in parts_of(self.shelf, origin.id)]
        return all(map(is_whole, (snapshot_path(self.shelf, origin.id), *parts)))

    def _write_ranker(self, origin: Origin, learned: Path) -> str:
        name = f"ranker-{origin.id}"

        def fill(place: Path) -> dict[str, Any]:
            shutil.copytree(learned, place, dirs_exist_ok=True)
            return {"trained_on": origin.trained_on, "encoder": origin.encoder, "code": origin.code}

        write_sealed(part_path(self.shelf, name), fill)
        return name


@contextmanager
def writing(shelf: Path) -> Iterator[None]:
    """Let one process write at a time; what a dead one left unfinished goes."""
    shelf.mkdir(parents=True, exist_ok=True)
    with FileLock(str(shelf / ".writing")):
        for place in (shelf, shelf / "snapshots", shelf / "parts"):
            for left in sorted(place.glob(".*.*")):
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
        yield


def _prune(shelf: Path, keep: int) -> Iterator[str]:
    standing = [path for path in (shelf / "snapshots").iterdir() if not path.name.startswith(".")]
    newest = sorted(standing, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    current = current_id(shelf) if (shelf / CURRENT).exists() else ""
    for path in newest[keep:]:
        if path.name != current and not is_held(path):
            shutil.rmtree(path)
            yield path.name
    left = [path.name for path in (shelf / "snapshots").iterdir() if not path.name.startswith(".")]
    used = {name for id in left for name in parts_of(shelf, id)}
    for path in sorted((shelf / "parts").iterdir()):
        if path.name not in used and not path.name.startswith("."):
            shutil.rmtree(path)


def parts_of(shelf: Path, id: str) -> tuple[str, ...]:
    """Return the names of the parts that a snapshot is made of; none where it is not there."""
    try:
        about = read_seal(snapshot_path(shelf, id)).about
    except SealError:
        return ()
    return (*map(str, about["segments"]), str(about["ranker"]))
