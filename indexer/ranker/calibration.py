"""From the ranker's own probabilities to ones that hold on customers' questions, and the levels of confidence.

The ranker learns from questions that trainers wrote; customers write differently. Three numbers, settled on the development half of
the suites by `python -m evaluation.calibrate`, correct for that: scores are raised to a power, "none of these" is
weighed, and what is left is renormalised (temperature scaling, Guo et al. 2017, with a bias for one class).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

SETTLED = Path(__file__).with_name("calibration.json")


class Confidence(StrEnum):
    """How far an agent can lean on a suggestion."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Calibration:
    """`power` below 1 makes the ranker less sure; `none` above 1 makes silence likelier."""

    power: float = 1.0
    none: float = 1.0
    low: float = 0.3  # below it nothing is suggested
    medium: float = 0.6
    high: float = 0.85

    def applied(self, probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Return the corrected probabilities; the last is that of none."""
        raised = np.power(np.maximum(probabilities, 1e-12), self.power)
        raised[-1] *= self.none
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def level(self, score: float) -> Confidence | None:
        """Return the confidence of a score, or None where nothing is to be suggested."""
        if score < self.low:
            return None
        return Confidence.HIGH if score >= self.high else Confidence.MEDIUM if score >= self.medium else Confidence.LOW


def settled(encoder: str) -> Calibration:
    """Return what was settled for an encoder; the plain scores for one that nothing was settled for."""
    known = json.loads(SETTLED.read_text(encoding="utf-8")) if SETTLED.is_file() else {}
    return Calibration(**known.get(encoder, {}))
