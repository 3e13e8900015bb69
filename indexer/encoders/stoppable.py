"""An encoder that gives up between batches once nobody wants the vectors any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.encoders.protocol import Encoder, Vectors
from indexer.encoders.wrapped import Wrapped
from indexer.ranker.fitting import StoppedError

TOGETHER = 64  # texts between two looks: under a second on a slow machine


class Stoppable(Wrapped):
    """For building, where thousands of texts come at once; raises StoppedError."""

    def __init__(self, encoder: Encoder, is_stopped: Callable[[], bool]) -> None:
        super().__init__(encoder)
        self._is_stopped = is_stopped

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._in_parts(self._encoder.encode_queries, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._in_parts(self._encoder.encode_passages, texts)

    def _in_parts(self, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))  # like lengths make full batches
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), TOGETHER):
            if self._is_stopped():
                raise StoppedError
            rows = order[start : start + TOGETHER]
            vectors[rows] = encode([texts[row] for row in rows])
        return vectors
