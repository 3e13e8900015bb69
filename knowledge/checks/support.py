"""What a policy rests on: statutes under `basis`, or the brand's own rule under `sources`."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.problem import Fault, Problem, Severity


def check(base: Base) -> Iterator[Problem]:
    """Yield a warning for each policy that does not name what it rests on."""
    for key, policy in base.policies.items():
        if not policy.basis and not policy.sources and not policy.browse:
            fault = Fault(
                (),
                "basis",
                "the policy names no `basis`",
                "name the statutes that it rests on under `basis:`, or the rule of your own under `sources:`",
            )
            yield problem_at(base, "policies", key, fault, Severity.WARNING)
