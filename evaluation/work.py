"""From the body of a call to the work that it asks for; everything that can be refused is refused before it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from evaluation.conditions import conditions_of, suite_conditions
from evaluation.problem import EvaluationError
from evaluation.run import Run
from evaluation.uploads import ReadLog
from knowledge.nearest import nearest_hint
from service.answers.assistant import Assistant
from service.api.evaluation_models import EvaluationBody
from service.api.evaluations import OWN_QUESTIONS, Refusal
from service.settings import Settings

Progress = Callable[[str, float], None]


def work_of(
    wanted: EvaluationBody, assistant: Assistant, settings: Settings, suites: Mapping[str, Path]
) -> Callable[[Progress], Run]:
    """Return what runs the evaluation; raises Refusal for a suite that is not there and for no replies."""
    on, seed = settings.today(), wanted.seed
    if wanted.kind == "replies":
        rows = [
            {key: value for key, value in one.items() if value not in (None, "")}
            for one in (reply.model_dump(mode="json") for reply in wanted.replies)
        ]
        if not rows:
            raise Refusal("replies", "there are none", "send at least one reply")
        return lambda progress: _replies(rows, assistant, settings, on, seed, progress)
    name = wanted.suite
    if name == OWN_QUESTIONS and wanted.kind == "retrieval":
        return lambda progress: _own(assistant, on, seed, progress)
    if name not in suites:
        hint = nearest_hint(name, suites) or f"the suites are {', '.join(suites)}"
        raise Refusal("suite", f"there is no suite {name!r}", hint)
    return lambda progress: _suite(wanted, suites[name], assistant, on, seed, progress)


def _own(assistant: Assistant, on: date, seed: int, progress: Progress) -> Run:
    from evaluation.own_questions import own_questions

    return own_questions(assistant, conditions_of(assistant, on, seed), seed, every=True, progress=progress)


def _suite(wanted: EvaluationBody, path: Path, assistant: Assistant, on: date, seed: int, progress: Progress) -> Run:
    from evaluation.suite import read_suite

    suite = read_suite(path, assistant.base, wanted.split)
    conditions = {**conditions_of(assistant, on, seed), **suite_conditions(suite)}
    if wanted.kind == "retrieval":
        from evaluation.answering import answers_of
        from evaluation.retrieval import retrieval

        return retrieval(suite, answers_of(assistant, on), assistant.base, conditions, seed, progress)
    from evaluation.consistency.behaviours import read_behaviours
    from evaluation.consistency.measured import Examined, consistency

    examined = Examined(assistant, suite, read_behaviours(path, assistant.base), on, seed)
    return consistency(examined, conditions, progress)


def log_work(log: ReadLog, name: str, assistant: Assistant, settings: Settings) -> Callable[[Progress], Run]:
    """Return what judges a log that was read."""
    return lambda progress: _judged(log, name, assistant, settings, settings.today(), 7, progress)


def _replies(
    rows: Sequence[Mapping[str, Any]], assistant: Assistant, settings: Settings, on: date, seed: int, progress: Progress
) -> Run:
    from evaluation.replies.columns import columns_of

    names = dict.fromkeys(name for row in rows for name in row)
    log = ReadLog(columns_of(names, {}, assistant.base), rows)
    return _judged(log, "sent", assistant, settings, on, seed, progress)


def _judged(
    log: ReadLog, name: str, assistant: Assistant, settings: Settings, on: date, seed: int, progress: Progress
) -> Run:
    """Judge rows in memory: what customers wrote is never kept."""
    from evaluation.replies.conflicts import ConflictBounds
    from evaluation.replies.figures import run_of
    from evaluation.replies.judging import Judging
    from evaluation.replies.sent import RowReader
    from evaluation.replies.shard import judge_stretch
    from evaluation.replies.tally import Tally
    from evaluation.replies.wrong_replies import first_of_each

    rows = log.rows
    reader = RowReader(assistant.base, log.columns, on, settings.timezone)
    judging, tally, lines = Judging(assistant), Tally(), list[str]()
    for start in range(0, len(rows), _TOGETHER):
        progress("judging the replies", start / len(rows))
        stretch = list(enumerate(rows[start : start + _TOGETHER], start + 1))
        found = judge_stretch(stretch, {}, reader, judging)
        tally.merge(found.tally)
        lines += found.lines
    if not tally.judged:
        raise EvaluationError("no reply could be judged")
    bounds = ConflictBounds(settings.conflict_share, settings.conflict_count)
    conditions = {**conditions_of(assistant, on, seed), "log": name}
    return run_of(tally, conditions, assistant.base, log.columns, bounds, first_of_each(iter(lines)))


_TOGETHER = 50  # rows between two reports of progress
