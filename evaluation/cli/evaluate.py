"""Measure whether the answers agree: retrieval, consistency, replies and coverage, with a report and a gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.cli.options import LogOptions, Output, Setting, with_options
from evaluation.cli.shared import Opened, against, faults_as_usage, open_for, settle, told_when_stopped
from service.cli.options import Format, FormatOption, UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.suite import Suite
    from knowledge.model.base import Base
    from service.answers.proposals import Logged

NAME = "evaluate"
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
OwnSuiteArgument = Annotated[
    Path | None,
    typer.Argument(help="JSONL file of questions; left out, the base's own questions are asked, each left out in turn"),
]
SuiteArgument = Annotated[Path, typer.Argument(help="JSONL file of questions and what is right for them")]
SplitOption = Annotated[str | None, typer.Option("--split", help="test, dev or all; test where the suite has one")]
EveryOption = Annotated[
    bool,
    typer.Option("--every", help="without a suite: every own question, not some of a large base; a figure a script"),
]


@app.command("retrieval")
@with_options
def retrieval(
    suite: OwnSuiteArgument = None,
    split: SplitOption = None,
    every: EveryOption = False,
    *,
    setting: Setting,
    output: Output,
) -> None:
    """Recall, ranks, silence and calibration over a suite of questions, every miss with what came instead."""
    from evaluation.answering import answers_of
    from evaluation.conditions import suite_conditions
    from evaluation.own_questions import own_questions
    from evaluation.retrieval import retrieval as measured
    from service.cli.progress import progress_bar

    if suite is None and split is not None:
        raise UsageFault("--split goes with a suite: name its file")
    if suite is not None and every:
        raise UsageFault("--every goes with the base's own questions: leave the suite out")
    with faults_as_usage():
        known = against(output, "retrieval")
        opened = open_for(setting)
        with progress_bar() as report:
            if suite is None:
                report("leaving the base's own questions out in turn", 0.0)
                run = own_questions(opened.assistant, opened.conditions, setting.seed, every=every)
            else:
                questions = _questions(suite, split, opened)
                conditions = {**opened.conditions, **suite_conditions(questions)}
                answers = answers_of(opened.assistant, opened.day)
                run = measured(questions, answers, opened.assistant.base, conditions, setting.seed, report)
        settle(run, output, known, setting.seed)


@app.command("consistency")
@with_options
def consistency(suite: SuiteArgument, split: SplitOption = None, *, setting: Setting, output: Output) -> None:
    """One answer for one situation: over paraphrases, channels and spellings, and another one across a bound."""
    from evaluation.conditions import suite_conditions
    from evaluation.consistency.behaviours import read_behaviours
    from evaluation.consistency.measured import Examined
    from evaluation.consistency.measured import consistency as measured
    from service.cli.progress import progress_bar

    with faults_as_usage():
        known = against(output, "consistency")
        opened = open_for(setting)
        questions = _questions(suite, split, opened)
        behaviours = read_behaviours(suite, opened.assistant.base)
        tested = Examined(opened.assistant, questions, behaviours, opened.day, setting.seed)
        with progress_bar() as report:
            run = measured(tested, {**opened.conditions, **suite_conditions(questions)}, report)
        settle(run, output, known, setting.seed)


@app.command("replies")
@with_options
def replies(
    log: Annotated[
        Path, typer.Argument(help="CSV, JSONL, XLSX or Parquet: channel, customer's text, reply, facts, agent, time")
    ],
    engine: Annotated[str, typer.Option("--engine", help="local or ray")] = "local",
    address: Annotated[
        str | None, typer.Option("--address", help="address of a Ray cluster; one is started here without")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="worker processes; 0 judges in this one")] = 2,
    conflict_share: Annotated[
        float | None,
        typer.Option("--conflict-share", min=0.0, max=1.0, help="of a channel's replies, from which it is in conflict"),
    ] = None,
    conflict_count: Annotated[
        int | None, typer.Option("--conflict-count", min=1, help="of replies, from which a channel is in conflict")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="start anew where a stopped run could be taken up")] = False,
    *,
    reading: LogOptions,
    setting: Setting,
    output: Output,
) -> None:
    """What agents really sent: which replies contradict policy, and how often channels disagree."""
    from evaluation.replies.command import Choices, judge_log
    from evaluation.replies.conflicts import ConflictBounds
    from evaluation.replies.opening import check_file
    from evaluation.replies.stream import LINES
    from evaluation.report.workbook import NAME as WORKBOOK
    from evaluation.report.workbook import write_workbook
    from service.cli.progress import progress_bar

    if engine not in ("local", "ray"):
        raise UsageFault(f"--engine {engine!r} is neither local nor ray")
    if address is not None and engine != "ray":
        raise UsageFault("--address names a Ray cluster: add --engine ray")
    with faults_as_usage():
        known = against(output, "replies")
        read_as = reading.choices()
        check_file(log, read_as.layout)
        opened = open_for(setting)
        conditions = {**opened.conditions, "log": log.name}
        usual = opened.settings
        bounds = ConflictBounds(
            usual.conflict_share if conflict_share is None else conflict_share,
            usual.conflict_count if conflict_count is None else conflict_count,
        )
        choices = Choices(log, read_as, engine, address, workers, fresh, output.out, opened.day, bounds)
        with told_when_stopped(output.out), progress_bar() as report:
            run = judge_log(choices, opened.assistant, opened.settings, conditions, report)
            if output.out is not None:
                report("writing the workbook", 1.0)
                write_workbook(output.out / LINES, output.out / WORKBOOK, run.details["labels"])
        settle(run, output, known, setting.seed)


@app.command("coverage")
@with_options
def coverage(
    log: Annotated[
        Path | None, typer.Option("--log", help="log of replies, to join how often each situation is asked")
    ] = None,
    *,
    reading: LogOptions,
    setting: Setting,
    out: Annotated[Path | None, typer.Option("--out", help="folder for coverage.html")] = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Situation by channel: which have a script, which only a decision, which nothing."""
    from evaluation.coverage import coverage as looked_at
    from evaluation.replies.frequency import frequencies
    from evaluation.report.matrix import matrix_lines, matrix_page
    from evaluation.run import write_text
    from service.answers.answer import to_json
    from service.cli.options import print_json
    from service.cli.progress import progress_bar

    with faults_as_usage():
        opened = open_for(setting)
        assistant, day, conditions = opened.assistant, opened.day, dict(opened.conditions)
        counted = None
        if log is not None:
            timezone = opened.settings.timezone
            with progress_bar() as report:
                counted, rows = frequencies(log, reading.choices(), assistant, day, timezone, report)
            conditions |= {"log": log.name, "rows": rows}
        found = looked_at(assistant, day, setting.seed, counted)
        if out is not None:
            write_text(out / "coverage.html", matrix_page(found, assistant.base, conditions))
        if format is Format.JSON:
            print_json({"conditions": conditions, **to_json(found)})
        else:
            for line in matrix_lines(found, assistant.base):
                print(line)


def _questions(suite: Path, split: str | None, opened: Opened) -> Suite:
    from evaluation.suite import read_suite

    match split:
        case None | "dev" | "test" | "all":
            return read_suite(suite, opened.assistant.base, split)
        case _:
            raise UsageFault(f"--split {split!r} is none of dev, test and all")


def read_asked(log: Path, columns: Sequence[str] | None, base: Base, timezone: str) -> tuple[Logged, ...]:
    """Return what customers asked in a log, for `yizhi ask`; raises UsageFault with the mend."""
    from evaluation.replies.asked import asked_in

    with faults_as_usage():
        return asked_in(log, columns, base, timezone)
