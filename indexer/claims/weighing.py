"""Two readings of one reply, the grammar's and the learned one, weighed: how likely each value and each verdict is.

A value's odds are those of the learned reader, moved by whether the grammar reads it; how far was settled on replies
that neither had seen. Values are taken as independent, so a verdict is as likely as that one of its kind is stated and
none of a kind that goes before it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from knowledge.deciding.verdict import Kind, Verdict

SETTLED = Path(__file__).with_name("weighing.json")
ORDER: tuple[tuple[Kind, Verdict], ...] = (
    ("outcome", "contradicts"),
    ("unsupported", "unsupported"),
    ("open", "depends"),
    ("right", "consistent"),
)
EVEN = 0.5
ALONE = 0.7  # probability from which a verdict outweighs a grammar that finds nothing stated
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


@dataclass(frozen=True, slots=True)
class Weights:
    """How the readings are weighed, and from which probability on a verdict is sure."""

    heard: float = 1.0  # of the learned reader's log odds
    spoken: float = 2.0  # what the grammar's reading adds, and its silence takes
    bias: float = 0.0
    implicit: float = (
        1.0  # of the log odds of what is meant and not named, against which the grammar's silence is no word
    )
    implicit_bias: float = 0.0
    slope: float = 1.0  # of a verdict's log odds, so that its probability is what comes true
    agreed: float = 1.0  # added where both readings come to it
    doubt: float = 1.0  # taken where they differ on whether a condition stands over a value
    condition: float = 0.0  # taken where a condition stands over what either finds
    offset: float = 0.0
    sure: float = 0.9  # probability from which a verdict on which both agree is sure
    silent: float = 0.05  # probability that a reply states anything, above which its silence is not sure
    contradicts: float = 0.5  # probability from which a reply is said to contradict


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict on a reply with its probability, what each reading alone comes to, and each value's probability."""

    verdict: Verdict
    probability: float
    is_sure: bool
    spoken: Verdict
    heard: Verdict
    values: tuple[tuple[Value, float], ...]


def weigh(values: Sequence[Value], weights: Weights, states: float = 1.0) -> Weighed:
    """Weigh what both readers find; `states` is how likely the whole reply states anything, 1 where none asked."""
    found = tuple((one, value_chance(one, weights)) for one in values)
    spoken = first_verdict(one.kind for one in values if one.is_spoken)
    heard = first_verdict(one.kind for one in values if one.heard >= EVEN)
    chances = verdict_chances(found)
    doubts = doubt(values)
    verdict = _chosen(chances, weights, is_mute=not any(one.is_spoken for one in values))
    is_agreed = verdict == spoken == heard
    odds = weights.slope * log_odds(chances[verdict]) + weights.agreed * is_agreed - weights.doubt * doubts
    odds -= weights.condition * has_condition(values)
    probability = _logistic(odds + weights.offset)
    is_sure = is_agreed and probability >= weights.sure and (verdict != "silent" or states <= weights.silent)
    return Weighed(verdict, probability, is_sure, spoken, heard, found)


def first_verdict(kinds: Iterable[Kind | None]) -> Verdict:
    """Return the verdict of what is stated, the first that fits."""
    there = set(kinds)
    return next((verdict for kind, verdict in ORDER if kind in there), "silent")


def verdict_chances(values: Sequence[tuple[Value, float]]) -> Mapping[Verdict, float]:
    """Return how likely each verdict is."""
    rest = 1.0
    chances: dict[Verdict, float] = {}
    for kind, verdict in ORDER:
        without = math.prod(1 - chance for one, chance in values if one.kind == kind)
        chances[verdict] = rest * (1 - without)
        rest *= without
    chances["silent"] = rest
    return chances


def _chosen(chances: Mapping[Verdict, float], weights: Weights, *, is_mute: bool) -> Verdict:
    best = max(chances, key=lambda verdict: chances[verdict])
    if is_mute and chances[best] < ALONE:  # 不清楚呢 is hardly a refusal
        return "silent"
    if best == "contradicts" and chances[best] < weights.contradicts:
        return max((verdict for verdict in chances if verdict != best), key=lambda verdict: chances[verdict])
    return best


def value_chance(value: Value, weights: Weights) -> float:
    """Return how likely a value is stated, both readings weighed."""
    if value.is_implicit:
        return _logistic(weights.implicit * log_odds(value.heard) + weights.implicit_bias)
    odds = weights.heard * log_odds(value.heard) + (weights.spoken if value.is_spoken else -weights.spoken)
    return _logistic(odds + weights.bias)


def doubt(values: Sequence[Value]) -> float:
    """Return how far the readings differ on whether a condition stands over a value that both find, at the most."""
    both = (one for one in values if one.kind is not None and one.is_spoken and one.heard >= EVEN)
    return max((1 - one.limited if one.is_limited else one.limited for one in both), default=0.0)


def has_condition(values: Sequence[Value]) -> bool:
    """Say whether either reading finds a condition over a value."""
    return any(one.is_limited if one.is_spoken else min(one.heard, one.limited) >= EVEN for one in values)


def log_odds(share: float) -> float:
    """Return the log odds of a probability, held off both ends."""
    held = min(1 - _LEAST, max(_LEAST, share))
    return math.log(held / (1 - held))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


@cache
def settled_weights(path: Path = SETTLED) -> Weights:
    """Return the weights that were settled, those of the class where none were."""
    if not path.is_file():
        return Weights()
    return replace(Weights(), **json.loads(path.read_text(encoding="utf-8"))["weights"])
