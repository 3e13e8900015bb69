"""How the evidence is weighed, what the probabilities are worth, and when silence is the answer, for each encoder.

The weights of the evidence say how far nearness, names, phrases and learned scores can be trusted; that is a property
of the evidence and not of one base. `python -m evaluation.calibrate` settles them on held-out questions of the embedded
base and on the development half of the suites, and writes `calibration.json`. For an encoder that nothing was
settled for, the weights are fitted to the base's own held-out questions when its index is built.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.encoder import family
from indexer.ranker.conditional_logit import ConditionalLogit

_CERTAIN = 1e-4
SETTLED = Path(__file__).with_name("calibration.json")
SETTLED_FEW = SETTLED.with_name("calibration-few.json")  # by `python -m evaluation.calibrate_few`


class Confidence(StrEnum):
    """How far an agent can lean on a suggestion."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bounds, and the `power` that probabilities are raised to (temperature scaling, Guo et al. 2017).

    A message is often answered by any of several scripts, so the one that stands first is right more often than it is
    likely: `slope` and `shift` make its probability, in log odds, that of being acceptable (Platt 1999).
    """

    power: float = 1.0
    scope: float = 0.6  # probability that the base holds an answer at all, below which nothing is suggested
    low: float = 0.1  # probability of the best script, below which nothing is suggested
    medium: float = 0.5
    high: float = 0.97
    slope: float = 1.0
    shift: float = 0.0

    def settled_here(self, power: float | None, high: float | None) -> Calibration:
        """Return these with the power and the bound of high that a base's own questions settled, where they did.

        The bound of silence was set for a large base, whose neighbours are many. Where the weights are those of a small
        base its own questions say how likely an answer is, and even odds speak for giving it. What a score is worth
        stays as it was settled: on five small bases of other trades the error fell from 0.112 to 0.038 with it.
        """
        if power is None or high is None:
            return self
        return replace(self, power=power, high=high, scope=EVEN)

    def applied(self, probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Return the corrected probabilities; the last is that of none."""
        raised = np.power(np.maximum(probabilities, 1e-12), self.power)
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def acceptable(self, probability: float) -> float:
        """Return how likely the script that stands first with this probability is one that may."""
        odds = log_odds(probability) * self.slope + self.shift
        return 1 / (1 + math.exp(-odds))

    def is_silent(self, best: float, none: float) -> bool:
        """Say whether nothing is suggested, from the probabilities of the best script and of none."""
        return best < self.low or 1 - none < self.scope

    def level(self, score: float) -> Confidence:
        """Return the confidence of the score of a suggestion."""
        return Confidence.HIGH if score >= self.high else Confidence.MEDIUM if score >= self.medium else Confidence.LOW


def log_odds(probability: float) -> float:
    """Return the logarithm of the odds, of a probability that is kept a little away from 0 and 1."""
    kept = min(1 - _CERTAIN, max(_CERTAIN, probability))
    return math.log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled for one encoder; `logit` is None where nothing was."""

    calibration: Calibration
    logit: ConditionalLogit | None
    few: ConditionalLogit | None = None  # where an entry is asked for in a few ways only


def settled(encoder: str, path: Path = SETTLED) -> Settled:
    """Return what was settled for an encoder, by its name."""
    found = _known(path).get(family(encoder))
    if found is None:
        return Settled(Calibration(), None)
    few = _known(SETTLED_FEW).get(family(encoder))
    return Settled(Calibration(**found["calibration"]), _logit(found), None if few is None else _logit(few))


def _known(path: Path) -> Mapping[str, Any]:
    known: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return known


def _logit(known: Mapping[str, Any]) -> ConditionalLogit:
    return ConditionalLogit(np.array(known["candidate"]), np.array(known["none"]))


SHRINKAGE = 40.0  # questions that the settled power counts for beside those of a base


def fitted_power(shares: Sequence[npt.NDArray[np.float64]], right: Sequence[Sequence[int]], settled: float) -> float:
    """Return the power under which what was right is likeliest; few questions move it little from the settled one.

    `shares` are probabilities of the candidates and, last, of none; `right` those that were right, empty
    for none of them.
    """

    def loss(power: float) -> float:
        applied = (Calibration(power=power).applied(share) for share in shares)
        total = sum(
            -float(np.log(max(1e-9, float(one[list(good) or [-1]].sum()))))
            for one, good in zip(applied, right, strict=True)
        )
        return total + SHRINKAGE * float(np.log(power / settled)) ** 2

    return min((round(0.3 + step * 0.05, 2) for step in range(25)), key=loss)


EVEN = 0.5
NEVER = 1.01  # a bound of high that no probability reaches
SHOWN_RIGHT = 0.95  # share of what is called high that must be shown to be right
_ONE_SIDED = 1.645  # normal quantile of 95 %


def modest_high(firsts: Sequence[tuple[float, bool]], settled: float) -> float:
    """Return the bound of high that a base's own held-out questions bear out, never below the settled one.

    `firsts` are the probability of each first script and whether it was right. The bound is the least from which the
    lower Wilson bound (1927) of the share that was right is at least SHOWN_RIGHT: 52 right ones and none wrong do. So
    few questions show too little, however well they did, and nothing is high before there are more.
    """
    above = sorted((one for one in firsts if one[0] >= settled), reverse=True)
    bound, right = NEVER, 0
    for count, (score, good) in enumerate(above, 1):
        right += good
        if wilson_low(right, count) >= SHOWN_RIGHT:
            bound = score
    return settled if above and bound == above[-1][0] else bound


def wilson_low(right: int, count: int) -> float:
    """Return the lower bound of a share, of which `right` of `count` were seen, one-sided at 95 %."""
    share, square = right / count, _ONE_SIDED**2 / count
    spread = _ONE_SIDED * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return (share + square / 2 - spread) / (1 + square)
