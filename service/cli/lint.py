"""Check a base: format, references, stances, forbidden wording, review dates."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from knowledge.hints import hints
from knowledge.loading.load import load
from knowledge.problem import Problem, Severity
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
    with_hints: Annotated[
        bool, typer.Option("--hints", help="for trainers: questions whose words the reply never takes up, as well")
    ] = False,
) -> None:
    """Print every problem of the base; exit 1 on any error."""
    settings = Settings()
    folder = base or settings.base
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}: name a base with --base DIR, or make one with `yizhi new DIR`")
    loaded = load(folder, today=settings.today())
    problems = [*loaded.problems, *(hints(loaded.base) if with_hints and loaded.base else ())]
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
    count = Counter(problem.severity for problem in problems)
    told = f"{count[Severity.ERROR]} errors, {count[Severity.WARNING]} warnings"
    notices = f", {count[Severity.NOTICE]} hints" if count[Severity.NOTICE] else ""
    return f"{told}{notices}" if problems else "the base is clean"


def _annotation(problem: Problem, folder: str) -> str:
    """Return a GitHub workflow command; its text escapes per cent signs and line ends."""
    where = problem.location
    text = f"{problem.entry}: {problem.path}: {problem.message}; {problem.mend}".replace("%", "%25").replace(
        "\n", "%0A"
    )
    file = f"{folder.rstrip('/')}/{where.file}".replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{problem.severity.value} file={file},line={where.line},col={where.column},title={problem.code}::{text}"
