"""What a window comes to: one softmax over refused, granted and neither, and whether a condition stands over it.

Weights are a row a bucket, kept as small whole numbers: 400 KB hold them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.claims.buckets import BUCKETS, Ints

OUTPUTS = 3  # refused, granted, limited

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """Weights by bucket, the first of which is what is absent, and a bias an output."""

    weights: npt.NDArray[np.int8]  # BUCKETS x OUTPUTS
    scale: Floats  # of each output's whole numbers
    bias: Floats

    def probabilities(self, rows: Ints) -> Floats:
        """Return for rows of buckets P(refused), P(granted) and P(limited), the last where it is either."""
        scores = self.weights[rows].sum(axis=1, dtype=np.int64) * self.scale + self.bias
        return shares(np.asarray(scores, dtype=np.float32))

    def arrays(self) -> dict[str, Any]:
        return {"weights": self.weights, "scale": self.scale, "bias": self.bias}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Network:
        return cls(arrays["weights"], arrays["scale"], arrays["bias"])

    @classmethod
    def of_weights(cls, weights: npt.NDArray[np.float64], bias: npt.NDArray[np.float64]) -> Network:
        """Return weights of full precision as small whole numbers; the outermost in ten thousand are cut."""
        reach = np.maximum(1e-6, np.quantile(np.abs(weights), 0.9999, axis=0))
        scale = (reach / 127).astype(np.float32)
        small = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
        if small.shape != (BUCKETS, OUTPUTS):
            raise ValueError(f"weights are {small.shape}, not {(BUCKETS, OUTPUTS)}")
        return cls(small, scale, bias.astype(np.float32))


def shares(scores: Floats) -> Floats:
    """Return scores as probabilities: a softmax over refused, granted and neither, and a logistic for limited."""
    spoken = np.concatenate([scores[:, :2], np.zeros((len(scores), 1), dtype=np.float32)], axis=1)
    spoken -= spoken.max(axis=1, keepdims=True)
    spoken = np.exp(spoken)
    spoken /= spoken.sum(axis=1, keepdims=True)
    limited = 1 / (1 + np.exp(-np.clip(scores[:, 2:], -30, 30)))
    return np.asarray(np.concatenate([spoken[:, :2], limited], axis=1), dtype=np.float32)
