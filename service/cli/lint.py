"""Check a base: format, references, stances, forbidden wording, review dates."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from knowledge.load import load
from knowledge.problem import Problem
from service.answers.answer import FoundProblem, to_json
from service.cli.options import BaseOption, UsageFault, print_json
from service.settings import Settings

NAME = "lint"


class LintFormat(StrEnum):
    """How problems are printed; github gives annotations for a pull request."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def run(
    base: BaseOption = None,
    format: Annotated[LintFormat, typer.Option("--format", help="text, json or github")] = LintFormat.TEXT,
) -> None:
    """Print every problem of the base; exit 1 on any error."""
    settings = Settings()
    folder = base or settings.base
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}: name a base with --base DIR, or make one with `yizhi new DIR`")
    problems = load(folder, today=settings.today()).problems
    match format:
        case LintFormat.JSON:
            print_json({"problems": [to_json(FoundProblem.of(problem)) for problem in problems]})
        case LintFormat.GITHUB:
            for problem in problems:
                print(_annotation(problem, str(folder)))
        case _:
            for problem in problems:
                print(problem)
    print(_summary(problems), file=sys.stderr)
    raise typer.Exit(1 if any(problem.is_error for problem in problems) else 0)


def _summary(problems: Sequence[Problem]) -> str:
    errors = sum(problem.is_error for problem in problems)
    return f"{errors} errors, {len(problems) - errors} warnings" if problems else "the base is clean"


def _annotation(problem: Problem, folder: str) -> str:
    """Return a GitHub workflow command; its text escapes per cent signs and line ends."""
    where = problem.location
    text = f"{problem.entry}: {problem.path}: {problem.message}; {problem.mend}".replace("%", "%25").replace(
        "\n", "%0A"
    )
    file = f"{folder.rstrip('/')}/{where.file}".replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{problem.severity.value} file={file},line={where.line},col={where.column},title={problem.code}::{text}"
