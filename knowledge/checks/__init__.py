"""What must hold between the entries of a base: one check a module, all of them run by `check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from knowledge.checks import (
    amounts,
    asks,
    attachments,
    circles,
    claims,
    differences,
    families,
    figures,
    forms,
    likeness,
    references,
    required,
    review,
    runs,
    spellings,
    stances,
    support,
    unread,
    values,
    versions,
    wording,
)
from knowledge.model.base import Base
from knowledge.problem import Problem

_MODULES = (
    references,
    circles,
    forms,
    likeness,
    values,
    stances,
    families,
    amounts,
    figures,
    wording,
    asks,
    runs,
    support,
    spellings,
    versions,
    claims,
    unread,
)


def check(base: Base, attached: Path | Literal["anywhere"], today: date | None) -> list[Problem]:
    """Return every problem between entries, in no order; what depends on the day is left alone without a `today`.

    The files that scripts are sent with are looked for below `attached`.
    """
    problems = [problem for module in _MODULES for problem in module.check(base)]
    if attached != "anywhere":
        problems += attachments.check(base, attached)
    if today is None:
        return problems
    problems += review.check(base, today)
    problems += differences.check(base, today)
    if not any(problem.is_error for problem in problems):
        problems += required.check(base, today)
    return problems
