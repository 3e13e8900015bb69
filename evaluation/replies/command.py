"""Everything between the options of `yizhi evaluate replies` and its run."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from evaluation.problem import EvaluationError
from evaluation.replies.conflicts import ConflictBounds
from evaluation.replies.engines import Task, here, processes, ray_cluster
from evaluation.replies.figures import run_of
from evaluation.replies.opening import LogChoices, OpenLog, opened
from evaluation.replies.sent import RowReader
from evaluation.replies.stream import LINES, Engine, Progress, Stream, rows_done, tally_log
from evaluation.replies.tally import Tally
from evaluation.replies.wrong_replies import first_wrong
from evaluation.run import Run
from service.answers.assistant import Assistant
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user asked for."""

    log: Path
    reading: LogChoices
    engine: str  # local or ray
    address: str | None
    workers: int  # 0 judges in this process
    fresh: bool
    out: Path | None  # where lines and checkpoints go; nowhere that lasts where it is None
    on: date
    bounds: ConflictBounds = field(default_factory=ConflictBounds)


def judge_log(
    choices: Choices, assistant: Assistant, settings: Settings, conditions: Mapping[str, Any], progress: Progress
) -> Run:
    """Judge a log and return its run; the same log and base give the same run, whoever judges."""
    with opened(choices.log, choices.reading, assistant.base, settings.timezone) as held:
        tally, wrong = _tallied(choices, held, assistant, settings, conditions, progress)
        columns = held.columns
    if not tally.judged:
        reasons = ", ".join(f"{because} ({count})" for because, count in tally.unreadable.items()) or "it is empty"
        raise EvaluationError(f"the log {choices.log.name} holds no reply that can be judged: {reasons}")
    return run_of(tally, conditions, assistant.base, columns, choices.bounds, wrong)


def _tallied(
    choices: Choices,
    held: OpenLog,
    assistant: Assistant,
    settings: Settings,
    conditions: Mapping[str, Any],
    progress: Progress,
) -> tuple[Tally, Sequence[Mapping[str, Any]]]:
    columns = held.columns
    print(held.note, file=sys.stderr)
    task = Task.of(settings, columns, choices.on, assistant.snapshot)
    with TemporaryDirectory() as passing:
        known = {**conditions, "columns": held.note, "read": repr(choices.reading)}
        reader = RowReader(assistant.base, columns, choices.on, settings.timezone)
        stream = Stream(choices.log, choices.out or Path(passing), known, reader)
        before = 0 if choices.fresh else rows_done(stream)
        if before:
            print(f"going on after row {before}, where the last run was stopped", file=sys.stderr)
        started = perf_counter()
        tally = tally_log(stream, held.rows, _engine(choices, task, assistant), progress, choices.fresh)
        spent = perf_counter() - started
        rows = tally.rows - before
        print(f"{rows} rows in {spent:.1f} s, {rows / spent:.0f} a second", file=sys.stderr)
        wrong = first_wrong(stream.folder / LINES)
    return tally, wrong


def _engine(choices: Choices, task: Task, assistant: Assistant) -> Engine:
    if choices.engine == "ray":
        return ray_cluster(task, choices.address, max(1, choices.workers))
    return processes(task, choices.workers) if choices.workers else here(task, assistant)
