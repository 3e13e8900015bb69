"""What a question is assigned to: an issue for the policies of one issue, else the entry itself.

Which policy of an issue applies follows from the facts, not from the wording: the wording is asked for the issue only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.model.base import Base
from knowledge.model.conditions import OneOf
from knowledge.model.entries import AnyEntry, Kind, Policy

ISSUE = "issue"
Target = tuple[str, str]  # ISSUE and a value of the subject, or a kind and an id


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question of the base and what it is assigned to."""

    text: str
    target: Target


def target_of(base: Base, kind: Kind, key: str, entry: AnyEntry) -> Target | None:
    """Return what questions for an entry are assigned to; None for an entry that is never suggested."""
    if not isinstance(entry, Policy):
        return (kind, key)
    if entry.browse:
        return None
    issue = issue_of(base, entry)
    return (kind, key) if issue is None else (ISSUE, issue)


def issue_of(base: Base, policy: Policy) -> str | None:
    """Return the one value of the subject that a policy is about, or None where it names none or several."""
    matcher = policy.when.all.get(base.subject)
    if isinstance(matcher, OneOf) and len(matcher.values) == 1:
        return str(matcher.values[0])
    return None


def labelled(base: Base) -> Iterator[Labelled]:
    """Yield the questions of the base with their targets, in the base's order."""
    for kind, key, entry in base.entries():
        target = target_of(base, kind, key, entry)
        if target is not None:
            yield from (Labelled(text, target) for text in entry.asks)
