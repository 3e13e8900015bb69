"""Fits the network to labelled windows: regularised cross-entropy, by L-BFGS (Liu and Nocedal 1989), to one optimum.

The loss is convex, so that the same windows give the same weights whatever they begin from; seconds for ten thousand.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array

from indexer.claims.buckets import BUCKETS, Ints
from indexer.claims.network import OUTPUTS, Network

RIDGE = 0.1  # how hard weights are held near zero
STEPS = 80
FEWEST = 2  # windows that must have a feature for it to be learned from
_NEITHER, _REFUSED, _GRANTED = 0, 1, 2

Floats = npt.NDArray[np.float64]


def fit(rows: Ints, labels: Ints, limited: Ints, worth: Floats) -> Network:
    """Return the network for rows of buckets; labels are 0 neither, 1 refused, 2 granted; `worth` weighs each row."""
    matrix, rarity, kept = _matrix(rows)
    spoken = _softmax_fit(matrix, labels, worth)
    inside = np.flatnonzero(labels != _NEITHER)
    conditions = _logistic_fit(csr_array(matrix[inside]), limited[inside], worth[inside])
    learned = np.concatenate([spoken, conditions[:, None]], axis=1)
    weights = np.zeros((BUCKETS, OUTPUTS))
    weights[kept] = learned[:-1] * rarity[:, None]
    return Network.of_weights(weights, learned[-1])


def _matrix(rows: Ints) -> tuple[csr_array, Floats, Ints]:
    """Return rows over the buckets that are kept and a last column of ones, what each weighs, and which are kept."""
    count, width = rows.shape
    ordered = np.sort(rows, axis=1)
    fresh = np.concatenate([ordered[:, :1] > 0, (ordered[:, 1:] > 0) & (ordered[:, 1:] != ordered[:, :-1])], axis=1)
    holding = np.bincount(ordered[fresh], minlength=BUCKETS)
    kept = np.flatnonzero(holding >= FEWEST)
    rarity = (np.log(count / (1 + holding[kept])) + 1) / np.sqrt(width)
    place = np.full(BUCKETS, -1)
    place[kept] = np.arange(len(kept))
    used = place[ordered] >= 0
    ends = np.cumsum(used.sum(axis=1))
    indices = np.insert(place[ordered[used]], ends, len(kept))
    starts = np.concatenate([[0], ends + np.arange(1, count + 1)])
    values = np.append(rarity, 1.0)[indices]
    return csr_array((values, indices, starts), shape=(count, len(kept) + 1)), rarity, kept


def _softmax_fit(matrix: csr_array, labels: Ints, worth: Floats) -> Floats:
    size = matrix.shape[1]
    wanted = np.stack([labels == _REFUSED, labels == _GRANTED], axis=1).astype(float)
    turned = csr_array(matrix.T)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(size, 2)
        scores = matrix @ weights
        top = np.maximum(scores.max(axis=1), 0)
        powers = np.exp(scores - top[:, None])
        total = powers.sum(axis=1) + np.exp(-top)
        found = float((worth * (np.log(total) + top - (scores * wanted).sum(axis=1))).sum())
        errors = worth[:, None] * (powers / total[:, None] - wanted)
        held = weights.copy()
        held[-1] = 0
        return found + RIDGE / 2 * float((held**2).sum()), (turned @ errors + RIDGE * held).ravel()

    return _lowest(loss, size * 2).reshape(size, 2)


def _logistic_fit(matrix: csr_array, wanted: Ints, worth: Floats) -> Floats:
    size = matrix.shape[1]
    turned = csr_array(matrix.T)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights
        found = float((worth * (np.logaddexp(0, scores) - wanted * scores)).sum())
        errors = worth * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - wanted)
        held = weights.copy()
        held[-1] = 0
        return found + RIDGE / 2 * float((held**2).sum()), turned @ errors + RIDGE * held

    return _lowest(loss, size)


def _lowest(loss: object, size: int) -> Floats:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 10})
    return np.asarray(found.x)
