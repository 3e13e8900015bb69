"""Which of several candidates is meant, or none: a conditional logit (McFadden 1974) over their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ConditionalLogit:
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
    """One labelled question: its candidates' features, those of none, and which are right (nothing: none of them)."""

    candidates: Floats
    none: Floats
    right: tuple[int, ...]


def fit(
    situations: Sequence[Situation],
    strength: float,
    weights: Sequence[float] | None = None,
    centre: ConditionalLogit | None = None,
) -> ConditionalLogit:
    """Return the weights under which what is right is likeliest together, with a Gaussian prior of this precision.

    `centre` is the mean of the prior: weights that were settled on more than is at hand. It is 0 where it is left out.
    """
    from scipy.optimize import minimize

    width, none_width = situations[0].candidates.shape[1], len(situations[0].none)
    stacked = np.vstack([item.candidates for item in situations])
    none = np.vstack([item.none for item in situations])
    sizes = np.array([len(item.candidates) for item in situations])
    starts = np.cumsum(sizes) - sizes
    owner = np.repeat(np.arange(len(situations)), sizes)
    is_right = np.zeros(len(stacked), dtype=bool)
    for start, item in zip(starts, situations, strict=True):
        is_right[start + np.array(item.right, dtype=np.int64)] = True
    is_none = np.array([not item.right for item in situations])
    counted = np.ones(len(situations)) if weights is None else np.asarray(weights, dtype=np.float64)

    begin = np.zeros(width + none_width) if centre is None else np.concatenate([centre.candidate, centre.none])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        scores = stacked @ parameters[:width]
        none_scores = none @ parameters[width:]
        top = np.maximum(np.maximum.reduceat(scores, starts), none_scores)
        grown, none_grown = np.exp(scores - top[owner]), np.exp(none_scores - top)
        total = np.add.reduceat(grown, starts) + none_grown
        good = np.where(is_none, none_grown, np.add.reduceat(grown * is_right, starts))
        good = np.maximum(good, 1e-300)
        share = (grown / total[owner] - grown * is_right / good[owner] * ~is_none[owner]) * counted[owner]
        gradient = stacked.T @ share
        none_gradient = none.T @ ((none_grown / total - is_none) * counted)
        off = parameters - begin
        value = float((counted * (np.log(total) - np.log(good))).sum() + strength / 2 * off @ off)
        return value, np.concatenate([gradient, none_gradient]) + strength * off

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return ConditionalLogit(found.x[:width], found.x[width:])
