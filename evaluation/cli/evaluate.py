"""Measure whether the answers agree: retrieval, consistency, replies and coverage, with a report and a gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.cli.shared import (
    BaselineOption,
    GateOption,
    JunitOption,
    OutOption,
    Output,
    SeedOption,
    faults_as_usage,
    settings_for,
    settle,
)
from service.cli.options import BaseOption, Format, FormatOption, OnOption, UsageFault

if TYPE_CHECKING:
    from evaluation.suite import Split

NAME = "evaluate"
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
SuiteArgument = Annotated[Path, typer.Argument(help="JSONL file of questions and what is right for them")]
SplitOption = Annotated[str | None, typer.Option("--split", help="test, dev or all; test where the suite has one")]


@app.command("retrieval")
def retrieval(
    suite: SuiteArgument,
    split: SplitOption = None,
    base: BaseOption = None,
    on: OnOption = None,
    seed: SeedOption = 7,
    gate: GateOption = None,
    baseline: BaselineOption = None,
    out: OutOption = None,
    junit: JunitOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Recall, ranks, silence and calibration over a suite of questions, every miss with what came instead."""
    from evaluation.answering import answers_of
    from evaluation.conditions import conditions_of, suite_conditions
    from evaluation.retrieval import retrieval as measured
    from evaluation.suite import read_suite
    from service.cli.opening import opened
    from service.cli.progress import progress_bar

    settings, day = settings_for(base, on)
    with faults_as_usage():
        assistant = opened(settings)
        questions = read_suite(suite, assistant.base, _split(split))
        conditions = {**conditions_of(assistant, day, seed), **suite_conditions(questions)}
        with progress_bar() as report:
            run = measured(questions, answers_of(assistant, day), assistant.base, conditions, seed, report)
        settle(run, Output(gate, baseline, out, junit, format, seed))


@app.command("consistency")
def consistency(
    suite: SuiteArgument,
    split: SplitOption = None,
    base: BaseOption = None,
    on: OnOption = None,
    seed: SeedOption = 7,
    gate: GateOption = None,
    baseline: BaselineOption = None,
    out: OutOption = None,
    junit: JunitOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """One answer for one situation: over paraphrases, channels and spellings, and another one across a bound."""
    from evaluation.conditions import conditions_of, suite_conditions
    from evaluation.consistency.behaviours import read_behaviours
    from evaluation.consistency.measured import Examined
    from evaluation.consistency.measured import consistency as measured
    from evaluation.suite import read_suite
    from service.cli.opening import opened
    from service.cli.progress import progress_bar

    settings, day = settings_for(base, on)
    with faults_as_usage():
        assistant = opened(settings)
        questions = read_suite(suite, assistant.base, _split(split))
        tested = Examined(assistant, questions, read_behaviours(suite, assistant.base), day, seed)
        conditions = {**conditions_of(assistant, day, seed), **suite_conditions(questions)}
        with progress_bar() as report:
            run = measured(tested, conditions, report)
        settle(run, Output(gate, baseline, out, junit, format, seed))


@app.command("replies")
def replies(
    log: Annotated[
        Path, typer.Argument(help="CSV, JSONL, XLSX or Parquet: channel, customer's text, reply, facts, agent, time")
    ],
    column: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=COLUMN where the log names it otherwise")
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help="local or ray")] = "local",
    address: Annotated[
        str | None, typer.Option("--address", help="address of a Ray cluster; one is started here without")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="worker processes; 0 judges in this one")] = 2,
    fresh: Annotated[bool, typer.Option("--fresh", help="start anew where a stopped run could be taken up")] = False,
    base: BaseOption = None,
    on: OnOption = None,
    seed: SeedOption = 7,
    gate: GateOption = None,
    baseline: BaselineOption = None,
    out: OutOption = None,
    junit: JunitOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """What agents really sent: which replies contradict policy, and how often channels disagree."""
    from evaluation.conditions import conditions_of
    from evaluation.replies.columns import given_columns
    from evaluation.replies.command import Choices, judged_log
    from service.cli.opening import opened
    from service.cli.progress import progress_bar

    if engine not in ("local", "ray"):
        raise UsageFault(f"--engine {engine!r} is neither local nor ray")
    settings, day = settings_for(base, on)
    with faults_as_usage():
        named = given_columns(column)
        assistant = opened(settings)
        conditions = {**conditions_of(assistant, day, seed), "log": log.name}
        choices = Choices(log, named, engine, address, workers, fresh, out, day)
        with progress_bar() as report:
            run = judged_log(choices, assistant, settings, conditions, report)
        settle(run, Output(gate, baseline, out, junit, format, seed))


@app.command("coverage")
def coverage(
    log: Annotated[
        Path | None, typer.Option("--log", help="log of replies, to join how often each situation is asked")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=COLUMN where the log names it otherwise")
    ] = None,
    base: BaseOption = None,
    on: OnOption = None,
    seed: SeedOption = 7,
    out: OutOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Situation by channel: which have a script, which only a decision, which nothing."""
    from evaluation.conditions import conditions_of
    from evaluation.coverage import as_json
    from evaluation.coverage import coverage as looked_at
    from evaluation.replies.columns import given_columns
    from evaluation.replies.frequency import frequencies
    from evaluation.report.matrix import matrix_lines, matrix_page
    from evaluation.run import write_text
    from service.cli.opening import opened
    from service.cli.options import print_json
    from service.cli.progress import progress_bar

    settings, day = settings_for(base, on)
    with faults_as_usage():
        assistant = opened(settings)
        conditions = dict(conditions_of(assistant, day, seed))
        counted = None
        if log is not None:
            with progress_bar() as report:
                counted, rows = frequencies(log, given_columns(column), assistant, day, settings.timezone, report)
            conditions |= {"log": log.name, "rows": rows}
        found = looked_at(assistant, day, seed, counted)
        if out is not None:
            write_text(out / "coverage.html", matrix_page(found, assistant.base, conditions))
        if format is Format.JSON:
            print_json({"conditions": conditions, **as_json(found, assistant.base)})
        else:
            for line in matrix_lines(found, assistant.base):
                print(line)


def _split(split: str | None) -> Split | None:
    match split:
        case None | "dev" | "test" | "all":
            return split
        case _:
            raise UsageFault(f"--split {split!r} is none of dev, test and all")
