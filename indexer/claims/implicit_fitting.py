"""Fits the network of what is meant and not named: logistic units over letters and vectors, by L-BFGS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack

from indexer.claims.implicit import (
    LETTER_BUCKETS,
    Floats,
    ImplicitNetwork,
    Told,
    Vectors,
    letter_rows,
    logistic,
    moved,
    rarity_of,
)

RIDGE, STEPS = 0.1, 60


def fit_implicit(
    told: Sequence[Told], stated: Sequence[frozenset[tuple[str, str]]], worth: Floats, vectors: Vectors
) -> ImplicitNetwork:
    """Return the network for replies and what they state; `vectors` is a row each."""
    keys = tuple(sorted({key for one in stated for key in one}))
    wanted = np.array([[key in one for key in keys] for one in stated], dtype=float)
    rarity, mean = rarity_of(told), np.asarray(vectors.mean(axis=0), dtype=np.float32)
    letters = letter_rows(told, rarity)
    ones = csr_array(np.ones((len(told), 1)))
    both = csr_array(hstack([letters, csr_array(moved(vectors, mean)), ones]))
    weights = _fitted(both, wanted, worth)
    gate = _fitted(csr_array(hstack([letters, ones])), wanted.max(axis=1, keepdims=True), worth)
    cut = LETTER_BUCKETS
    return ImplicitNetwork(
        keys, rarity, mean, weights[:cut], weights[cut:-1], weights[-1], gate[:cut, 0], float(gate[-1, 0])
    )


def _fitted(matrix: csr_array, wanted: Floats, worth: Floats) -> Floats:
    size, outputs = matrix.shape[1], wanted.shape[1]
    turned = csr_array(matrix.T)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(size, outputs)
        scores = matrix @ weights
        found = float((worth[:, None] * (np.logaddexp(0, scores) - wanted * scores)).sum())
        held = weights.copy()
        held[-1] = 0
        errors = worth[:, None] * (logistic(scores) - wanted)
        return found + RIDGE / 2 * float((held**2).sum()), (turned @ errors + RIDGE * held).ravel()

    start = np.zeros(size * outputs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x.reshape(size, outputs))
