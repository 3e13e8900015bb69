"""The id of a finding: made of what conflicts, so that it changes exactly when one side does."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from knowledge.conflicts.compiled_policies import CompiledPolicies
from knowledge.conflicts.conflict import ConflictKind


def identity(
    compiled: CompiledPolicies,
    kind: ConflictKind,
    policies: Iterable[str],
    outcomes: Iterable[str],
    statute: str | None = None,
    subject: str = "",
) -> str:
    """Return the id of a conflict of policies, and of a statute or subject; the day of the analysis does not count.

    It lives on while the sides say the same of what conflicts, whatever else they say.
    """
    named = tuple(outcomes)
    with_values = kind is not ConflictKind.GAP
    lines = [kind, subject, *named]
    if statute is not None:
        lines.append(compiled.digest("statutes", statute, named))
    lines += [compiled.digest("policies", name, named, with_values=with_values) for name in policies]
    return identity_of(lines)


def identity_of(lines: Iterable[str]) -> str:
    """Return the id of a conflict that is made of these lines."""
    return sha256("\n".join(lines).encode()).hexdigest()[:16]
