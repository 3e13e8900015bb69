"""Regression of targets on similarities, with each question's own fold left out exactly and at no extra fit.

Kernel ridge regression (Saunders, Gammerman and Vovk 1998): weights = (K + l I)^-1 Y. The predictions for a fold that was
left out follow from the inverse of the whole: Y_I - (G_II)^-1 weights_I, where G is that inverse (the identity behind
leave-one-out in Rasmussen and Williams 2006, section 5.4.2, for blocks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights, questions by targets, and the prediction for each question by a fit without its fold."""

    weights: Floats
    held_out: Floats


def fit(kernel: Floats, targets: Ints, count: int, folds: Ints, strength: float) -> Fitted:
    """Fit `kernel` (questions by questions, symmetric) to one-hot `targets` below `count`; `strength` is the ridge."""
    goal = np.zeros((len(targets), count))
    goal[np.arange(len(targets)), targets] = 1
    inverse = np.linalg.inv(kernel.astype(np.float64) + strength * np.eye(len(targets)))
    weights = inverse @ goal
    held_out = np.empty_like(goal)
    for fold in np.unique(folds):
        own = np.flatnonzero(folds == fold)
        held_out[own] = goal[own] - np.linalg.solve(inverse[np.ix_(own, own)], weights[own])
    return Fitted(weights.astype(np.float32), held_out.astype(np.float32))
