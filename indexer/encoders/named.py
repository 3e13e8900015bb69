"""Any sentence-transformers model by its name or folder, with the prompts that it brings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexer.encoders.problem import EncoderMissingError
from indexer.encoders.protocol import Vectors
from indexer.encoders.safe_text import safe_text

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32
_E5 = {"query": "query: ", "passage": "passage: "}


class Named:
    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        self.name = name
        self.dimensions = int(model.get_embedding_dimension() or 0)
        self.widths = (self.dimensions,)
        self._model = model
        prompts = prompts_of(name, model.prompts)
        self._query = prompts.get("query", "")
        self._passage = prompts.get("passage", prompts.get("document", ""))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._query)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._passage)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode(
            [safe_text(text) for text in texts],
            prompt=prompt or None,
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)


def prompts_of(name: str, stored: dict[str, str]) -> dict[str, str]:
    """Return the model's prompts; the E5 family was trained with two that its folders do not always name."""
    if any(stored.values()):
        return stored
    return _E5 if "e5-" in Path(name).name.lower() else {}


def open_named(name: str) -> Named:
    """Open a model; raises EncoderMissingError if it is neither a folder here nor to be had by its name."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        message = f"encoder {name!r} needs the package sentence-transformers: run `pip install 'yizhi[encoders]'`"
        raise EncoderMissingError(message) from error
    try:
        model = SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as error:
        message = (
            f"found no sentence-transformers model {name!r}: give a folder or the name of a public model, "
            "or choose e5-small or use with YIZHI_ENCODER"
        )
        raise EncoderMissingError(message) from error
    return Named(name, model)
