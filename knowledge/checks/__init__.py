"""What must hold between the entries of a base: one check a module, all of them run by `check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge.checks import (
    asks,
    attachments,
    circles,
    claims,
    forms,
    references,
    review,
    stances,
    support,
    values,
    wording,
)
from knowledge.folder import Base
from knowledge.problem import Problem


def check(base: Base, folder: Path, today: date | None) -> list[Problem]:
    """Return every problem between entries, in no order; review dates are left alone without a `today`."""
    problems = [
        problem
        for module in (references, circles, forms, values, stances, wording, asks, support, claims)
        for problem in module.check(base)
    ]
    problems += attachments.check(base, folder)
    return problems if today is None else [*problems, *review.check(base, today)]
