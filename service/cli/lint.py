"""Check a base: format, references, stances, forbidden wording, review dates."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from knowledge.editing.fixing import apply, splices, successor
from knowledge.hints import hints
from knowledge.languages.telling import is_chinese, told
from knowledge.lexicons.product import product
from knowledge.loading.load import load
from knowledge.loading.sections import ABOUT
from knowledge.loading.vocabulary import Vocabulary
from knowledge.model.base import Base
from knowledge.problem import Location, Problem, Severity
from knowledge.problem_groups import grouped
from knowledge.reading.claims.lexicon_compiler import sleeping
from knowledge.starting.start import read_texts
from knowledge.whole_files import write_whole
from service.answers.answer import FoundProblem, to_json
from service.cli.options import BaseOption, UsageFault, print_json
from service.settings import Settings

NAME = "lint"
_SHOWN = 4  # places of one cause that are printed
_ROUNDS = 4


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
    fix: Annotated[
        bool, typer.Option("--fix", help="mend what needs no judgement: names that were renamed, colons, tabs, quotes")
    ] = False,
) -> None:
    """Print every problem of the base; exit 1 on any error."""
    settings = Settings()
    folder = base or settings.base
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}: name a base with --base DIR, or make one with `yizhi new DIR`")
    if fix:
        _fix(folder)
    loaded = load(folder, today=settings.today())
    problems = [*loaded.problems, *(hints(loaded.base) if with_hints and loaded.base else ())]
    language = settings.language or loaded.vocabulary.locale
    match format:
        case LintFormat.JSON:
            print_json({"problems": [to_json(FoundProblem.of(problem)) for problem in problems]})
        case LintFormat.GITHUB:
            for problem in problems:
                print(_annotation(problem, str(folder)))
        case _:
            for line in _lines(problems, loaded.vocabulary, read_texts(folder), language):
                print(line)
            if loaded.base is not None and (notice := _sleeping(loaded.base)) is not None:
                print(told(notice, language))
    print(_summary(problems, language), file=sys.stderr)
    raise typer.Exit(1 if any(problem.is_error for problem in problems) else 0)


def _fix(folder: Path) -> None:
    """Mend what needs no judgement, as often as that uncovers more of it."""
    for _ in range(_ROUNDS):
        loaded, texts = load(folder), read_texts(folder)
        found = splices(grouped(loaded.problems), loaded.vocabulary, texts)
        for name, text in apply(found, texts).items():
            write_whole(folder / name, text.encode())
        for one in found:
            print(f"{one.where}: {one.old} -> {one.new}", file=sys.stderr)
        if not found:
            return


def _lines(
    problems: Sequence[Problem], vocabulary: Vocabulary, texts: Mapping[str, str], language: str
) -> Iterator[str]:
    """Yield a line for each problem; those of one cause are one, with their count and the mend for all."""
    for group in grouped(problems):
        if len(group.problems) == 1:
            yield told(group.first, language)
            continue
        renamed = successor(group, vocabulary, texts)
        files = len({problem.location.file for problem in group.problems})
        message = f"{len(group.problems)} places in {files} files: {group.first.message}"
        mend = f"it looks renamed to {renamed!r}: `yizhi lint --fix` mends all" if renamed else group.first.mend
        yield told(replace(group.first, entry="", path="", message=message, mend=mend), language)
        yield from (f"    {problem.location} {problem.entry}" for problem in group.problems[1:_SHOWN])
        if len(group.problems) > _SHOWN:
            yield "    …"


def _sleeping(base: Base) -> Problem | None:
    """Return the notice of what the product's lexicon names and the base lacks."""
    names = [name for name in sleeping(base).shared if name in product().outcomes]
    if not names:
        return None
    message = (
        f"of the product's lexicon the words for {', '.join(names)} sleep: this base decides nothing of these names"
    )
    mend = "nothing to do where none is decided; else declare it, or write `like:` at what it is called here"
    return Problem(Location(ABOUT), "", "", "sleeping", message, mend, Severity.NOTICE)


def _summary(problems: Sequence[Problem], language: str) -> str:
    count = Counter(problem.severity for problem in problems)
    errors, warnings, notices = (count[one] for one in (Severity.ERROR, Severity.WARNING, Severity.NOTICE))
    if is_chinese(language):
        hinted = f"，{notices} 个提示" if notices else ""
        return f"{errors} 个错误，{warnings} 个提醒{hinted}" if problems else "没有问题"
    hinted = f", {notices} hints" if notices else ""
    return f"{errors} errors, {warnings} warnings{hinted}" if problems else "the base is clean"


def _annotation(problem: Problem, folder: str) -> str:
    """Return a GitHub workflow command; its text escapes per cent signs and line ends."""
    where = problem.location
    text = f"{problem.entry}: {problem.path}: {problem.message}; {problem.mend}".replace("%", "%25").replace(
        "\n", "%0A"
    )
    file = f"{folder.rstrip('/')}/{where.file}".replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{problem.severity.value} file={file},line={where.line},col={where.column},title={problem.code}::{text}"
