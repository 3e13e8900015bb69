"""Several encoders as one: what one of them takes for alike and another does not is told apart by both.

The vectors stand side by side, each divided by the root of their number, so a joined vector has unit length and the
cosine of two is the mean of the encoders' cosines.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from indexer.encoders.protocol import JOINT, Encoder, Vectors


class Joined:
    """Vectors of all its encoders, `dimensions` theirs together."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self.encoders = tuple(encoders)
        self.name = JOINT.join(one.name for one in encoders)
        self.dimensions = sum(one.dimensions for one in encoders)
        self.widths = tuple(one.dimensions for one in encoders)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._side_by_side(texts, lambda one: one.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._side_by_side(texts, lambda one: one.encode_passages)

    def _side_by_side(self, texts: Sequence[str], encode: Callable[[Encoder], Callable[..., Vectors]]) -> Vectors:
        parts = [encode(one)(texts) for one in self.encoders]
        return np.hstack(parts) / np.float32(math.sqrt(len(parts)))
