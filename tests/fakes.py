"""Small stand-ins that are real: an encoder of hashed pairs of characters."""

import hashlib
from collections.abc import Sequence

import numpy as np

from indexer.encoder import Vectors


class HashEncoder:
    """Texts that share characters are near; the same text gives the same row everywhere. It counts what it encodes."""

    def __init__(self, name: str = "hash", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.widths = (dimensions,)
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for at in range(len(text) + 1):
                drawn = hashlib.blake2b(f"^{text}$"[at : at + 2].encode(), digest_size=8).digest()
                row[drawn[0] % self.dimensions] += 1 - 2 * (drawn[1] & 1) + drawn[2] / 512
            row /= np.linalg.norm(row) or 1
        return rows
