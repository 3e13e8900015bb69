"""The options that evaluation commands share, as values that a command takes whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from service.cli.options import BaseOption, Format, FormatOption, OnOption

if TYPE_CHECKING:
    from evaluation.replies.opening import LogChoices

SeedOption = Annotated[int, typer.Option("--seed", help="seed of intervals and of drawn variants")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="folder for run.json, report.html and the history that trends are drawn from"),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", help="FIELD=COLUMN where the log names it otherwise, such as reply=答; repeatable"),
]
SpeakerOption = Annotated[
    list[str] | None,
    typer.Option("--speaker", help="VALUE=customer, =agent or =robot: who a log of messages means; repeatable"),
]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="sheet of a workbook, by name or number")]
HeaderOption = Annotated[int | None, typer.Option("--header", min=1, help="row that names the columns, from 1")]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option("--without", help="asked: go on where the log has neither the customer's message nor facts"),
]


@dataclass(frozen=True, slots=True)
class Setting:
    """The options that say what is evaluated, as of which day, and by which seed."""

    base: BaseOption = None
    on: OnOption = None
    seed: SeedOption = 7


@dataclass(frozen=True, slots=True)
class LogOptions:
    """The options that say how a log is read."""

    column: ColumnOption = None
    speaker: SpeakerOption = None
    sheet: SheetOption = None
    header: HeaderOption = None
    without: WithoutOption = None

    def choices(self) -> LogChoices:
        """Return them as they are used; raises EvaluationError for what is none."""
        from evaluation.replies.columns import given_columns
        from evaluation.replies.logs import Layout
        from evaluation.replies.opening import LogChoices, given_without
        from evaluation.replies.speakers import given_speakers

        return LogChoices(
            given_columns(self.column),
            given_speakers(self.speaker),
            Layout(self.sheet, self.header),
            given_without(self.without),
        )


@dataclass(frozen=True, slots=True)
class Output:
    """The options that say where a run goes and what it is held against."""

    gate: Annotated[Path | None, typer.Option("--gate", help="YAML file of thresholds; exit 1 where one fails")] = None
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="run.json of an earlier run to compare with, or its folder")
    ] = None
    out: OutOption = None
    junit: Annotated[Path | None, typer.Option("--junit", help="JUnit XML file to write for CI")] = None
    format: FormatOption = Format.TEXT


def with_options(run: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that a parameter of type Setting or Output stands for, in its place."""
    hints = get_type_hints(run, include_extras=True)
    groups = {name: hints[name] for name in signature(run).parameters if is_dataclass(hints[name])}
    shown: list[Parameter] = []
    for name, parameter in signature(run).parameters.items():
        if name in groups:
            shown += _options(groups[name])
        else:
            shown.append(parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY))

    def command(**given: Any) -> None:
        taken = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        run(**given, **taken)

    command.__doc__, command.__signature__ = run.__doc__, Signature(shown)  # type: ignore[attr-defined]  # typer reads it
    return command


def _options(group: Any) -> Iterator[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
