"""A log from end to end: stretches out, parts in, in order, with checkpoints and the file of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from evaluation.problem import EvaluationError
from evaluation.replies.checkpoint import Checkpoint, key_of, load_checkpoint, remove_checkpoint, save_checkpoint
from evaluation.replies.engines import Crew, in_order
from evaluation.replies.logs import LogRow
from evaluation.replies.meanings import Planned, Planner, with_meanings
from evaluation.replies.sent import RowReader
from evaluation.replies.tally import Tally

_STRETCH = 1000  # rows judged together; the same for every engine, so that the result is the same
_SAVED_EVERY = 10  # stretches
JUDGING = "judging the replies"  # what is reported as under way
LINES = "replies.jsonl"  # what contradicts or is forbidden, a line a reply

Engine = AbstractContextManager[Crew]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Stream:
    """A log and where its lines and checkpoints go."""

    log: Path
    folder: Path
    conditions: Mapping[str, Any]  # a checkpoint made under others is not taken up
    reader: RowReader


def tally_log(
    stream: Stream, places: Iterator[LogRow], engine: Engine, progress: Progress, fresh: bool = False
) -> Tally:
    """Judge every row of a log, which is read once; a stopped run is taken up where it was."""
    stream.folder.mkdir(parents=True, exist_ok=True)
    key = _key(stream)
    before = None if fresh else load_checkpoint(stream.folder, key)
    start = before or Checkpoint(0, 0, Tally())
    lines = stream.folder / LINES
    with lines.open("r+b" if before and lines.exists() else "wb") as file:
        if before and file.seek(0, 2) < before.line_bytes:
            raise EvaluationError(f"{lines} is shorter than its checkpoint: run again with --fresh")
        file.truncate(start.line_bytes)
        file.seek(start.line_bytes)
        tally = _judged(stream, key, engine, places, start, file, progress)
    remove_checkpoint(stream.folder)
    return tally


def rows_done(stream: Stream) -> int:
    """Return the rows that a stopped run of the same log has judged, 0 where there was none."""
    before = load_checkpoint(stream.folder, _key(stream))
    return before.rows if before else 0


def _key(stream: Stream) -> str:
    return key_of(stream.log, {**stream.conditions, "stretch": _STRETCH})


def _judged(
    stream: Stream,
    key: str,
    engine: Engine,
    places: Iterator[LogRow],
    start: Checkpoint,
    file: IO[bytes],
    progress: Progress,
) -> Tally:
    tally, written, unsaved = start.tally, start.line_bytes, 0
    with engine as crew:
        stretches = with_meanings(
            _planned(stream.reader, places, start.rows), crew, lambda share: progress(JUDGING, share)
        )
        try:
            for part in in_order(stretches, crew.judge, crew.size):
                tally.merge(part.tally)
                for line in part.lines:
                    written += file.write(line.encode() + b"\n")
                unsaved += 1
                if unsaved >= _SAVED_EVERY:
                    _save(stream, key, tally, written, file)
                    unsaved = 0
        except KeyboardInterrupt:
            _save(stream, key, tally, written, file)
            raise
    progress(JUDGING, 1.0)
    return tally


def _save(stream: Stream, key: str, tally: Tally, written: int, file: IO[bytes]) -> None:
    file.flush()
    save_checkpoint(stream.folder, key, Checkpoint(tally.rows, written, tally))


def _planned(reader: RowReader, places: Iterator[LogRow], done: int) -> Iterator[Planned]:
    """Yield the stretches that are left, each row with its number in the log."""
    planner = Planner()
    seen = 0
    while stretch := list(islice(places, _STRETCH)):
        seen += len(stretch)
        rows = [(place.number, place.row) for place in stretch]
        is_judged = seen <= done
        texts = {text for _, row in rows for text in reader.unclear(row)}
        planned = planner.plan(rows, texts, stretch[-1].share, is_judged=is_judged)
        if not is_judged:
            yield planned
