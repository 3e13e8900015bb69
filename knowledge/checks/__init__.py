"""What must hold between the entries of a base: one check a module, all of them run by `check`."""

from __future__ import annotations

from datetime import date

from knowledge.checks import asks, circles, claims, references, review, stances, support, wording
from knowledge.folder import Base
from knowledge.problem import Problem


def check(base: Base, today: date | None) -> list[Problem]:
    """Return every problem between entries, in no order; review dates are left alone without a `today`."""
    problems = [
        problem
        for module in (references, circles, stances, wording, asks, support, claims)
        for problem in module.check(base)
    ]
    return problems if today is None else [*problems, *review.check(base, today)]
