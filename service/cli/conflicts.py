"""Show every conflict inside a base, each with the smallest case that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from knowledge.conflicts import ConflictSeverity, analyse
from knowledge.conflicts.render import to_github, to_sarif
from knowledge.conflicts.scripts import reader
from service.answers.answer import to_json
from service.answers.conflict import ConflictAnswer, Conflicts, conflict_of
from service.cli.options import BaseOption, OnOption, open_base, print_json, read_day
from service.settings import Settings

NAME = "conflicts"


class ConflictsFormat(StrEnum):
    """How findings are printed: sarif for code scanning, github for annotations of a pull request."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


_MARKS = {ConflictSeverity.ERROR: "错误", ConflictSeverity.WARNING: "提醒", ConflictSeverity.NOTICE: "提示"}


def run(
    base: BaseOption = None,
    on: OnOption = None,
    format: Annotated[ConflictsFormat, typer.Option("--format", help="text, json, sarif or github")] = (
        ConflictsFormat.TEXT
    ),
) -> None:
    """Print the conflicts of the year from a day on; exit 1 on any of severity error."""
    settings = Settings()
    folder = base or settings.base
    found = open_base(base, settings).require()
    findings = analyse(found, read_day(on, settings), reader).findings
    conflicts = tuple(conflict_of(finding, found) for finding in findings)
    match format:
        case ConflictsFormat.JSON:
            print_json(to_json(Conflicts(conflicts=conflicts)))
        case ConflictsFormat.SARIF:
            print_json(to_sarif(findings, found, str(folder)))
        case ConflictsFormat.GITHUB:
            for line in to_github(findings, found, str(folder)):
                print(line)
        case _:
            for line in _lines(conflicts):
                print(line)
    raise typer.Exit(1 if any(finding.severity is ConflictSeverity.ERROR for finding in findings) else 0)


def _lines(conflicts: Sequence[ConflictAnswer]) -> list[str]:
    if not conflicts:
        return ["没有冲突"]
    lines = []
    for one in conflicts:
        lines.append(f"[{_MARKS[one.severity]}] {one.kind.value} {one.id}")
        lines.append(f"    {one.message}")
        lines += [f"    {place.file}:{place.line}" for place in one.sources]
    counts = {mark: sum(one.severity is severity for one in conflicts) for severity, mark in _MARKS.items()}
    return [*lines, "，".join(f"{mark} {count}" for mark, count in counts.items())]
