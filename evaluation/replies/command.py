"""Everything between the options of `yizhi evaluate replies` and its run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from evaluation.problem import EvaluationError
from evaluation.replies.columns import Columns, columns_of
from evaluation.replies.engines import Task, here, processes, ray_cluster
from evaluation.replies.figures import run_of
from evaluation.replies.logs import BROKEN, LogRow, open_log
from evaluation.replies.sent import RowReader
from evaluation.replies.stream import Engine, Progress, Stream, rows_done, tally_log
from evaluation.replies.tally import Tally
from evaluation.run import Run
from service.answers.assistant import Assistant
from service.settings import Settings

_PEEKED = 200  # rows that the columns are taken from


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user asked for."""

    log: Path
    columns: Mapping[str, str]
    engine: str  # local or ray
    address: str | None
    workers: int  # 0 judges in this process
    fresh: bool
    out: Path | None  # where lines and checkpoints go; nowhere that lasts where it is None
    on: date


def judge_log(
    choices: Choices, assistant: Assistant, settings: Settings, conditions: Mapping[str, Any], progress: Progress
) -> Run:
    """Judge a log and return its run; the same log and base give the same run, whoever judges."""
    with open_log(choices.log) as rows:
        names, places = peek(choices.log, rows)
        tally = _tallied(choices, names, places, assistant, settings, conditions, progress)
    if not tally.judged:
        reasons = ", ".join(f"{because} ({count})" for because, count in tally.unreadable.items()) or "it is empty"
        raise EvaluationError(f"the log {choices.log.name} holds no reply that can be judged: {reasons}")
    return run_of(tally, conditions, assistant.base)


def _tallied(
    choices: Choices,
    names: Sequence[str],
    places: Iterator[LogRow],
    assistant: Assistant,
    settings: Settings,
    conditions: Mapping[str, Any],
    progress: Progress,
) -> Tally:
    columns = columns_of(names, choices.columns, assistant.base)
    print(_told(names, columns), file=sys.stderr)
    task = Task.of(settings, columns, choices.on, assistant.snapshot)
    with TemporaryDirectory() as passing:
        known = {**conditions, "columns": sorted(columns.fields.items()), "facts": sorted(columns.facts.items())}
        reader = RowReader(assistant.base, columns, choices.on, settings.timezone)
        stream = Stream(choices.log, choices.out or Path(passing), known, reader)
        before = 0 if choices.fresh else rows_done(stream)
        if before:
            print(f"going on after row {before}, where the last run was stopped", file=sys.stderr)
        started = perf_counter()
        tally = tally_log(stream, places, _engine(choices, task, assistant), progress, choices.fresh)
        spent = perf_counter() - started
        rows = tally.rows - before
        print(f"{rows} rows in {spent:.1f} s, {rows / spent:.0f} a second", file=sys.stderr)
    return tally


def _engine(choices: Choices, task: Task, assistant: Assistant) -> Engine:
    if choices.engine == "ray":
        return ray_cluster(task, choices.address, max(1, choices.workers))
    return processes(task, choices.workers) if choices.workers else here(task, assistant)


def peek(log: Path, places: Iterator[LogRow]) -> tuple[list[str], Iterator[LogRow]]:
    """Return the names of the columns, and every row from the first on.

    The names are those of the first rows, since lines of JSON may leave some out.
    """
    first = list(islice(places, _PEEKED))
    names = dict.fromkeys(str(name) for place in first for name in place.row if name != BROKEN)
    if not names:
        raise EvaluationError(f"the log {log.name} holds no row")
    return list(names), chain(first, places)


def _told(names: Sequence[str], columns: Columns) -> str:
    """Say which column is read as what, and which are not read."""
    fields = [f"{field}={column}" for field, column in columns.fields.items()]
    facts = [f"facts.{fact}={column}" for column, fact in columns.facts.items()]
    unread = [name for name in names if name not in {*columns.fields.values(), *columns.facts}]
    rest = f"; not read: {' '.join(unread)}" if unread else ""
    return f"columns: {' '.join([*fields, *facts])}{rest}"
