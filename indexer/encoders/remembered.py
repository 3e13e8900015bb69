"""An encoder that remembers the vectors of the last queries: agents type, delete and ask again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from indexer.encoders.protocol import Encoder, Vectors
from indexer.encoders.wrapped import BULK, Wrapped

SIZE = 4096  # vectors: 6 MB at 384 dimensions


class Remembered(Wrapped):
    def __init__(self, encoder: Encoder, size: int = SIZE) -> None:
        super().__init__(encoder)
        self._size = size
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        if len(texts) >= BULK:  # neither pushes out what is remembered nor depends on it
            return self._encoder.encode_queries(texts)
        known = self._recall(texts)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._encoder.encode_queries(new), strict=True))
            self._remember(new, known)
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def _recall(self, texts: Sequence[str]) -> dict[str, Vectors]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
            for text in known:
                self._vectors.move_to_end(text)
        return known

    def _remember(self, new: Sequence[str], known: dict[str, Vectors]) -> None:
        with self._lock:
            for text in new[-self._size :]:
                self._vectors[text] = known[text]
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
