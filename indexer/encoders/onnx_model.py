"""A model in ONNX with its `tokenizer.json`, run by ONNX Runtime: no torch, no transformers."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from indexer.encoders.protocol import Vectors
from indexer.encoders.safe_text import safe_text

TOKENIZER = "tokenizer.json"
BATCH_TOKENS = 384  # tokens of one batch, padding among them: more do not fit the cache and cost a quarter more each
_PASSAGE_THREADS = 2


class OnnxModel:
    """One thread a query. Many texts run as batches of like length, two at a time."""

    def __init__(
        self, tokenizer: Path, model: Path, *, name: str, dimensions: int, query_prompt: str, passage_prompt: str
    ) -> None:
        self.name = name
        self.dimensions = dimensions
        self.widths = (dimensions,)
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._session = onnxruntime.InferenceSession(str(model), _one_thread(), providers=["CPUExecutionProvider"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._query_prompt + safe_text(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._passage_prompt + safe_text(text) for text in texts])

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        batches = list(_batches(tokens))
        if len(batches) == 1:
            vectors[batches[0]] = self._run([tokens[row] for row in batches[0]])
        elif batches:
            with ThreadPoolExecutor(_PASSAGE_THREADS) as pool:
                ran = pool.map(self._run, ([tokens[row] for row in batch] for batch in batches))
                for batch, found in zip(batches, ran, strict=True):
                    vectors[batch] = found
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, tokens))
        ids = np.ones((len(tokens), longest), dtype=np.int64)  # row 1 is the padding piece
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        (vectors,) = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Cut the rows, shortest text first, into batches that hold BATCH_TOKENS when padded."""
    batch: list[int] = []
    for row in sorted(range(len(tokens)), key=lambda row: len(tokens[row])):
        if batch and (len(batch) + 1) * len(tokens[row]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
