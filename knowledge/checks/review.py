"""Entries whose review date has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.problem import Fault, Problem, Severity


def check(base: Base, today: date) -> Iterator[Problem]:
    """Yield a warning for each entry that was to be looked at again before `today`."""
    for kind, key, entry in base.entries():
        expires = entry.review.expires if entry.review else None
        if expires is not None and expires < today:
            fault = Fault(
                ("review", "expires"),
                "review",
                f"its review ended on {expires}",
                "look at the entry again and set new days",
            )
            yield problem_at(base, SECTION_OF[kind], key, fault, Severity.WARNING)
