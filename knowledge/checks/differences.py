"""Declared differences between channels whose last day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.problem import Fault, Problem, Severity


def check(base: Base, today: date) -> Iterator[Problem]:
    """Yield a warning for each policy that was to differ until a day before `today`."""
    for key, policy in base.policies.items():
        if policy.differs is not None and not policy.differs.holds(today):
            fault = Fault(
                ("differs", "until"),
                "difference",
                f"its difference was meant until {policy.differs.until}",
                "decide as the other channels do, or write a later day and why",
            )
            yield problem_at(base, "policies", key, fault, Severity.WARNING)
