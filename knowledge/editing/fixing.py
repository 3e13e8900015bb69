"""Faults whose mend needs no judgement, mended in the files: names of what was renamed, colons, tabs, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.loading.vocabulary import Vocabulary
from knowledge.problem import Location, Problem
from knowledge.problem_groups import ProblemGroup

_HINT = re.compile(r"did you mean '([^']+)'\?")
_WRONG = re.compile(r"(?:unknown (?:top-level )?key|there is no \w+) '([^']+)'|'([^']+)' is no value of .+")
_DECLARED = {"channel": "channels", "outcome": "outcomes", "fact": "facts"}


@dataclass(frozen=True, slots=True)
class Splice:
    """A piece of a line that is written otherwise; the column counts from 1."""

    where: Location
    old: str
    new: str


def successor(group: ProblemGroup, vocabulary: Vocabulary, texts: Mapping[str, str]) -> str:
    """Return what a missing name is called now, empty where that is not plain.

    It is the one declared name of its kind that nothing names yet; else the one that lint would suggest.
    """
    section = _DECLARED.get(group.kind)
    if section is None:
        return ""
    unnamed = [name for name in getattr(vocabulary, section) if _count(name, texts) == 1]
    hint = _HINT.fullmatch(group.first.mend)
    return unnamed[0] if len(unnamed) == 1 else hint[1] if hint else ""


def splices(groups: Sequence[ProblemGroup], vocabulary: Vocabulary, texts: Mapping[str, str]) -> tuple[Splice, ...]:
    """Return what to write otherwise, each piece once."""
    found = {one.where: one for group in groups for one in _of_group(group, vocabulary, texts)}
    return tuple(found[where] for where in sorted(found))


def apply(splices: Sequence[Splice], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the files that change, by name."""
    made: dict[str, str] = {}
    for one in sorted(splices, key=lambda splice: splice.where, reverse=True):
        lines = made.get(one.where.file, texts[one.where.file]).splitlines(keepends=True)
        line, at = lines[one.where.line - 1], one.where.column - 1
        lines[one.where.line - 1] = line[:at] + one.new + line[at + len(one.old) :]
        made[one.where.file] = "".join(lines)
    return made


def _of_group(group: ProblemGroup, vocabulary: Vocabulary, texts: Mapping[str, str]) -> Iterator[Splice]:
    renamed = successor(group, vocabulary, texts) if group.kind else ""
    for problem in group.problems:
        line = _line(problem.location, texts)
        rest = line[problem.location.column - 1 :]
        name = group.name or _wrong(problem)
        new = renamed or _suggested(problem)
        for written in (name, f'"{name}"', f"'{name}'"):
            if name and new and rest.startswith(written) and not rest[len(written) : len(written) + 1].isalnum():
                yield Splice(problem.location, written, new)
        if problem.code in ("syntax", "unknown-key"):
            yield from _slip(problem, line)


def _slip(problem: Problem, line: str) -> Iterator[Splice]:
    at, where = problem.location.column - 1, problem.location
    if problem.message.startswith("a full-width colon"):
        colon = line.find("：", at)
        if colon >= 0:
            yield Splice(Location(where.file, where.line, colon + 1), "：", ": ")
    elif problem.message.startswith("a tab"):
        indent = line[: len(line) - len(line.lstrip())]
        yield Splice(Location(where.file, where.line, 1), indent, indent.replace("\t", "  "))
    elif problem.message.endswith("is not quoted"):
        bound = re.match(r">\s*=?\s*-?\d+", line[at:])
        if bound is not None:
            yield Splice(where, bound[0], f'"{bound[0].replace(" ", "")}"')


def _wrong(problem: Problem) -> str:
    found = _WRONG.fullmatch(problem.message)
    return (found[1] or found[2]) if found else ""


def _suggested(problem: Problem) -> str:
    found = _HINT.fullmatch(problem.mend)
    return found[1] if found else ""


def _line(where: Location, texts: Mapping[str, str]) -> str:
    lines = texts.get(where.file, "").splitlines()
    return lines[where.line - 1] if where.line <= len(lines) else ""


def _count(name: str, texts: Mapping[str, str]) -> int:
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return sum(len(pattern.findall(text)) for text in texts.values())
