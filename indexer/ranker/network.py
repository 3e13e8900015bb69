"""A softmax over groups and, within a group, over its scripts, from a message's vector and its grams.

One hidden layer of rectified units reads the vector; hashed grams are summed as a bag of embeddings (Joulin et al.
2017); both feed two linear outputs. P(script) = P(group) x P(script | group). Serving it takes NumPy alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from indexer.grams import BUCKETS
from indexer.ranker.targets import Group, Target, Targets

BAG = 128
SCALE = 3.0  # of unit vectors, so that the hidden units are not all near zero

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Network:
    """Weights, by layer. The outputs are the groups, then "none of these", then the scripts that share a group."""

    targets: Targets
    mean: Floats  # what is taken off each vector: vectors of one encoder share a direction that tells nothing
    hidden: Floats  # dimensions x units
    hidden_bias: Floats
    bag: Floats  # BUCKETS x BAG
    output: Floats  # (dimensions + units + BAG) x outputs
    output_bias: Floats

    def features(self, vectors: Floats, grams: csr_array) -> Floats:
        """Return what the outputs are made from, a row a message; `vectors` are of unit length, `grams` unit rows."""
        moved = centred(vectors, self.mean) * np.float32(SCALE)
        inner = np.maximum(moved @ self.hidden + self.hidden_bias, 0)
        return np.concatenate([moved, inner, np.asarray(grams @ self.bag)], axis=1, dtype=np.float32)

    def scores(self, vectors: Floats, grams: csr_array) -> Floats:
        """Return what the outputs score, a row a message: log P of groups and of rivals but for a constant of each."""
        return np.asarray(self.features(vectors, grams) @ self.output + self.output_bias, dtype=np.float32)

    def arrays(self) -> dict[str, Any]:
        """Return what `of_arrays` reads: of the bag the rows that were learned, in half precision."""
        used = np.flatnonzero(self.bag.any(axis=1)).astype(np.int32)
        return {
            "mean": self.mean,
            "hidden": self.hidden,
            "hidden_bias": self.hidden_bias,
            "bag_rows": used,
            "bag": self.bag[used].astype(np.float16),
            "output": self.output,
            "output_bias": self.output_bias,
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any], grouped: Mapping[Target, Group]) -> Network:
        layers = {name: np.asarray(arrays[name], dtype=np.float32) for name in _LAYERS}
        bag = np.zeros((BUCKETS, BAG), dtype=np.float32)
        bag[arrays["bag_rows"]] = arrays["bag"]
        return cls(Targets.of(grouped), bag=bag, **layers)


_LAYERS = ("mean", "hidden", "hidden_bias", "output", "output_bias")


def centred(vectors: Floats | npt.NDArray[np.float16], mean: Floats) -> Floats:
    """Return vectors, a row each, with the mean taken off, of unit length again."""
    moved = vectors - mean
    return np.asarray(moved / np.maximum(1e-6, np.linalg.norm(moved, axis=1, keepdims=True)), dtype=np.float32)


def log_within(scores: Floats, targets: Targets) -> Floats:
    """Return log P of every script within its group, from the scores of rivals: 0 for one that is alone in it."""
    rivals = targets.rivals
    within = np.zeros((len(scores), len(targets.scripts)), dtype=np.float32)
    if len(rivals):
        groups, starts = targets.rival_groups
        moved = scores - np.maximum.reduceat(scores, starts, axis=1)[:, groups]
        within[:, rivals] = moved - np.log(np.add.reduceat(np.exp(moved), starts, axis=1))[:, groups]
    return within


def log_softmax(scores: Floats) -> Floats:
    """Return log P of each column, a row a message."""
    moved = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(moved - np.log(np.exp(moved).sum(axis=1, keepdims=True)), dtype=np.float32)
