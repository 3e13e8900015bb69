"""Which of several candidates is meant, or none: a conditional logit (McFadden 1974) over their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """Weights of the features of a candidate and of those of "none of these"."""

    candidate: Floats
    none: Floats

    def probabilities(self, candidates: Floats, none: Floats) -> Floats:
        """Return the probability of each candidate (rows of features) and, last, of none of them."""
        scores = np.append(candidates @ self.candidate, none @ self.none)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())


@dataclass(frozen=True, slots=True)
class Situation:
    """One labelled question: its candidates' features, those of none, and which is right (-1 for none)."""

    candidates: Floats
    none: Floats
    right: int


def fit(situations: Sequence[Situation], strength: float, weights: Sequence[float] | None = None) -> Choice:
    """Return the weights of the highest likelihood under a Gaussian prior; `strength` is its precision."""
    width, none_width = situations[0].candidates.shape[1], len(situations[0].none)
    stacked = np.vstack([item.candidates for item in situations])
    none = np.vstack([item.none for item in situations])
    sizes = np.array([len(item.candidates) for item in situations])
    starts = np.cumsum(sizes) - sizes
    owner = np.repeat(np.arange(len(situations)), sizes)
    right = np.array([item.right for item in situations])
    rows = starts + np.maximum(right, 0)
    is_none = right < 0
    counted = np.ones(len(situations)) if weights is None else np.asarray(weights, dtype=np.float64)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        scores = stacked @ parameters[:width]
        none_scores = none @ parameters[width:]
        top = np.maximum(np.maximum.reduceat(scores, starts), none_scores)
        grown, none_grown = np.exp(scores - top[owner]), np.exp(none_scores - top)
        total = np.add.reduceat(grown, starts) + none_grown
        picked = np.where(is_none, none_scores, scores[rows])
        share = grown / total[owner] * counted[owner]
        gradient = stacked.T @ share - stacked[rows[~is_none]].T @ counted[~is_none]
        none_gradient = none.T @ (none_grown / total * counted - is_none * counted)
        value = float((counted * (np.log(total) + top - picked)).sum() + strength / 2 * parameters @ parameters)
        return value, np.concatenate([gradient, none_gradient]) + strength * parameters

    found = minimize(loss, np.zeros(width + none_width), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return Choice(found.x[:width], found.x[width:])
