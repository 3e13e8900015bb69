"""Two readings of one reply, the grammar's and the learned one, weighed: how likely each value and each verdict is.

A value's odds are those of the learned reader, moved by whether the grammar reads it; how far was settled on replies
that neither had seen. Values are taken as independent, so a verdict is as likely as that one of its kind is stated and
none of a kind that goes before it. How far the likeliest can be trusted is weighed once more (`trust.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from indexer.claims.trust import Choice, Surface, signs
from indexer.claims.values import EVEN, ORDER, Value, first_verdict, log_odds, logistic
from knowledge.deciding.verdict import Verdict

SETTLED = Path(__file__).with_name("weighing.json")
ALONE = 0.6  # probability from which a verdict outweighs a grammar that finds nothing stated


@dataclass(frozen=True, slots=True)
class Weights:
    """How the readings are weighed, and from which probability on a verdict is sure."""

    heard: float = 1.0  # of the learned reader's log odds
    spoken: float = 2.0  # what the grammar's reading adds, and its silence of one value beside another takes
    mute: float = 0.0  # what its silence takes where it finds nothing: it is wont to miss what is said in other words
    bias: float = 0.0
    implicit: float = 1.0  # of the log odds of what is meant and not named, where the grammar's silence is no word
    implicit_bias: float = 0.0
    trust: Mapping[str, float] = field(default_factory=lambda: {"odds": 1.0})  # of the signs of a verdict, by name
    offset: float = 0.0  # of their sum
    sure: float = 0.9  # probability from which a verdict is sure
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


def weigh(values: Sequence[Value], weights: Weights, states: float = 1.0, surface: Surface | None = None) -> Weighed:
    """Weigh what both readers find; `states` is how likely the whole reply states anything, 1 where none asked."""
    found = value_chances(values, weights)
    choice = chosen(found, weights)
    told = signs(choice, values, surface or Surface(), states)
    odds = sum(weight * told[name] for name, weight in weights.trust.items())
    probability = logistic(odds + weights.offset)
    return Weighed(choice.verdict, probability, probability >= weights.sure, choice.spoken, choice.heard, found)


def chosen(found: Sequence[tuple[Value, float]], weights: Weights) -> Choice:
    """Return the verdict that values with their probabilities come to."""
    spoken = first_verdict(one.kind for one, _ in found if one.is_spoken)
    heard = first_verdict(one.kind for one, _ in found if one.heard >= EVEN)
    chances = verdict_chances(found)
    verdict = _likeliest(chances, weights, is_mute=not any(one.is_spoken for one, _ in found))
    return Choice(verdict, chances[verdict], spoken, heard)


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


def _likeliest(chances: Mapping[Verdict, float], weights: Weights, *, is_mute: bool) -> Verdict:
    best = max(chances, key=lambda verdict: chances[verdict])
    if is_mute and chances[best] < ALONE:  # 不清楚呢 is hardly a refusal
        return "silent"
    if best == "contradicts" and chances[best] < weights.contradicts:
        return max((verdict for verdict in chances if verdict != best), key=lambda verdict: chances[verdict])
    return best


def value_chances(values: Sequence[Value], weights: Weights) -> tuple[tuple[Value, float], ...]:
    """Return each value with how likely it is stated, both readings weighed."""
    silence = weights.spoken if any(one.is_spoken for one in values) else weights.mute
    return tuple((one, _chance(one, weights, silence)) for one in values)


def _chance(value: Value, weights: Weights, silence: float) -> float:
    if value.is_implicit:
        return logistic(weights.implicit * log_odds(value.heard) + weights.implicit_bias)
    odds = weights.heard * log_odds(value.heard) + (weights.spoken if value.is_spoken else -silence)
    return logistic(odds + weights.bias)


@cache
def settled_weights(path: Path = SETTLED) -> Weights:
    """Return the weights that were settled, those of the class where none were."""
    if not path.is_file():
        return Weights()
    return replace(Weights(), **json.loads(path.read_text(encoding="utf-8"))["weights"])
