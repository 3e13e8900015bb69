"""A value that either reader finds in a reply, and the verdict that values come to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.deciding.verdict import Kind, Verdict

ORDER: tuple[tuple[Kind, Verdict], ...] = (
    ("outcome", "contradicts"),
    ("unsupported", "unsupported"),
    ("open", "depends"),
    ("right", "consistent"),
)
EVEN = 0.5
_LEAST = 0.005  # no reading is surer than this of what it has not seen


@dataclass(frozen=True, slots=True)
class Value:
    """A value that either reader finds in a reply; `kind` is what it comes to, None where the case excludes it."""

    outcome: str
    value: str
    kind: Kind | None
    is_spoken: bool  # the grammar reads it
    heard: float  # the learned reader's probability
    is_limited: bool = False  # by the grammar
    limited: float = 0.0  # the learned reader's probability of a condition
    is_implicit: bool = False  # meant by a reply of whose words none states anything


def first_verdict(kinds: Iterable[Kind | None]) -> Verdict:
    """Return the verdict of what is stated, the first that fits."""
    there = set(kinds)
    return next((verdict for kind, verdict in ORDER if kind in there), "silent")


def log_odds(share: float) -> float:
    """Return the log odds of a probability, held off both ends."""
    held = min(1 - _LEAST, max(_LEAST, share))
    return math.log(held / (1 - held))


def logistic(odds: float) -> float:
    """Return log odds as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
