"""What a base leaves off: outcomes that no claim can state, and values of the subject that no policy is about.

Neither keeps a base from being used, and both make a figure look better than it is: a promise that is not read is
no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.model.conditions import matches
from knowledge.model.entries import Policy
from knowledge.problem import Fault, Problem, Severity
from knowledge.reading.claims.unread import unread_outcomes


def check(base: Base) -> Iterator[Problem]:
    """Yield a warning for outcomes that are not read in replies, and for each value of the subject without policy."""
    unread = unread_outcomes(base)
    if unread:
        message = f"{len(unread)} outcomes are not read in replies, for no phrase states them: {', '.join(unread)}"
        mend = "write phrases under `claims:`; till then replies that promise them are judged silent"
        yield problem_at(base, "outcomes", unread[0], Fault((), "outcome-unread", message, mend), Severity.WARNING)
    for value in values_without_policy(base):
        message = f"no policy is about {base.subject}: {value}"
        mend = "write one, or take the value out: replies about it cannot contradict anything"
        fault = Fault(("values", value), "issue-without-policy", message, mend)
        yield problem_at(base, "facts", base.subject, fault, Severity.WARNING)


def values_without_policy(base: Base) -> tuple[str, ...]:
    """Return the values of the subject that no policy's condition admits, in the order of the base."""
    values = getattr(base.facts[base.subject], "values", {})
    return tuple(
        value for value in values if not any(_admits(policy, base.subject, value) for policy in base.policies.values())
    )


def _admits(policy: Policy, subject: str, value: str) -> bool:
    ways = policy.when.any or ({},)
    matchers = ({**policy.when.all, **way}.get(subject) for way in ways)
    return any(matcher is None or matches(matcher, value) for matcher in matchers)
