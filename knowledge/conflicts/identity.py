"""The id of a finding: made of what conflicts, so that it changes exactly when one side does."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from knowledge.conflicts.compiled_policies import Stage
from knowledge.conflicts.finding import Kind


def identity(
    stage: Stage,
    kind: Kind,
    policies: Iterable[str],
    outcomes: Iterable[str],
    statute: str | None = None,
    subject: str = "",
) -> str:
    """Return the id of a conflict of policies, and of a statute or subject; the day of the analysis does not count."""
    lines = [kind, subject, *outcomes]
    if statute is not None:
        lines.append(stage.digest("statutes", statute))
    lines += [stage.digest("policies", name) for name in policies]
    return identity_of(lines)


def identity_of(lines: Iterable[str]) -> str:
    """Return the id of a conflict that is made of these lines."""
    return sha256("\n".join(lines).encode()).hexdigest()[:16]
