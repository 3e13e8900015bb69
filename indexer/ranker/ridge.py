"""Regression of targets on similarities, with each question's own fold left out exactly and at no extra fit.

Kernel ridge regression (Saunders, Gammerman and Vovk 1998): weights = (K + l I)^-1 Y. The predictions for a fold that
was left out follow from the inverse of the whole: Y_I - (G_II)^-1 weights_I, where G is that inverse (the identity
behind leave-one-out in Rasmussen and Williams 2006, section 5.4.2, for blocks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights, questions by targets, and the prediction for each question by a fit without its fold."""

    weights: Floats
    held_out: Floats


def solve(kernel: Floats, targets: Ints, count: int, strength: float) -> Floats:
    """Return the weights alone: a third of the work of `fit`."""
    factor = _regular(kernel, strength)
    factor, failed = lapack.spotrf(factor, lower=1, overwrite_a=1)
    _check(failed, strength)
    weights, _ = lapack.spotrs(factor, _one_hot(targets, count), lower=1)
    return np.asarray(weights, dtype=np.float32)


def fit(kernel: Floats, targets: Ints, count: int, folds: Ints, strength: float) -> Fitted:
    """Fit `kernel` (questions by questions, symmetric) to one-hot `targets` below `count`; `strength` is the ridge."""
    goal = _one_hot(targets, count)
    inverse = _inverse(kernel, strength)
    weights = inverse @ goal
    held_out = np.empty_like(goal)
    for fold in np.unique(folds):
        own = np.flatnonzero(folds == fold)
        held_out[own] = goal[own] - np.linalg.solve(inverse[np.ix_(own, own)], weights[own])
    return Fitted(weights.astype(np.float32), held_out.astype(np.float32))


def _inverse(kernel: Floats, strength: float) -> Floats:
    """Return (K + l I)^-1 by Cholesky: half the work of a general inverse; single precision is enough."""
    factor, failed = lapack.spotrf(_regular(kernel, strength), lower=1, overwrite_a=1)
    _check(failed, strength)
    inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(inverse)
    return np.asarray(lower + np.tril(lower, -1).T, dtype=np.float32)


def _regular(kernel: Floats, strength: float) -> Floats:
    factor = np.array(kernel, dtype=np.float32, order="F")
    factor[np.diag_indices_from(factor)] += strength
    return factor


def _one_hot(targets: Ints, count: int) -> Floats:
    goal = np.zeros((len(targets), count), dtype=np.float32)
    goal[np.arange(len(targets)), targets] = 1
    return goal


def _check(failed: int, strength: float) -> None:
    if failed:
        message = f"the kernel is not positive definite at row {failed}: raise the strength above {strength}"
        raise ValueError(message)
