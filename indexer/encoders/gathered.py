"""An encoder whose callers share batches: what arrives while all cores encode makes the next batch together.

A batch of short texts costs much less than one pass for each, because the weights are read once.
"""

import os
from collections.abc import Sequence

from indexer.encoders.protocol import Encoder, Vectors
from indexer.encoders.wrapped import BULK, Wrapped
from indexer.gathering import Gathering

MOST = 32  # texts of one shared batch


class Gathered(Wrapped):
    """Lets at most `leaders` batches run at a time; each is led by a caller whose own texts are in it."""

    def __init__(self, encoder: Encoder, leaders: int | None = None, most: int = MOST) -> None:
        super().__init__(encoder)
        self._gathering = Gathering(self._encoded, leaders or _cores(), most, len)

    @property
    def waiting(self) -> int:
        """Callers whose texts are in no batch yet."""
        return self._gathering.waiting

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        if not texts or len(texts) >= BULK:
            return self._encoder.encode_queries(texts)
        return self._gathering.do(texts)

    def _encoded(self, parts: Sequence[Sequence[str]]) -> Sequence[Vectors]:
        vectors = self._encoder.encode_queries([text for texts in parts for text in texts])
        found, start = [], 0
        for texts in parts:
            found.append(vectors[start : start + len(texts)].copy())
            start += len(texts)
        return found


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # not on every platform
    return len(affinity(0)) if affinity else os.cpu_count() or 1
