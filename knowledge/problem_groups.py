"""Problems that have one cause told as one: a renamed channel is one fault with its count and the mend for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.problem import Problem

_FEWEST = 3  # below that they are read one by one
_MISSING = re.compile(r"there is no (channel|outcome|fact|policy|statute|ingredient|skin) '([^']+)'")


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one cause; `kind` and `name` say what is not there, where that is the cause."""

    problems: tuple[Problem, ...]
    kind: str = ""
    name: str = ""

    @property
    def first(self) -> Problem:
        return self.problems[0]


def grouped(problems: Sequence[Problem]) -> tuple[ProblemGroup, ...]:
    """Return the problems by cause, each group where its first one stands; those of no common cause stay alone."""
    causes: dict[tuple[str, ...], list[Problem]] = {}
    for number, problem in enumerate(problems):
        causes.setdefault(_cause(problem) or (str(number),), []).append(problem)
    return tuple(group for cause, found in causes.items() for group in _groups(cause, found))


def _cause(problem: Problem) -> tuple[str, ...] | None:
    """Return what problems of one cause have in common: what is missing, or the very same message and mend."""
    missing = _MISSING.fullmatch(problem.message)
    if missing is not None:
        return ("missing", missing[1], missing[2])
    return (problem.code, problem.severity.value, problem.message, problem.mend)


def _groups(cause: tuple[str, ...], found: Sequence[Problem]) -> Iterator[ProblemGroup]:
    if len(found) < _FEWEST:
        yield from (ProblemGroup((one,)) for one in found)
    elif cause[0] == "missing":
        yield ProblemGroup(tuple(found), cause[1], cause[2])
    else:
        yield ProblemGroup(tuple(found))
