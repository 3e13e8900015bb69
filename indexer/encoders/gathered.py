"""An encoder whose callers share batches: what arrives while all cores encode makes the next batch together.

A batch of short texts costs much less than one pass for each, because the weights are read once; a request that comes
alone waits for nobody.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Condition

from indexer.encoder import Encoder, Vectors
from indexer.encoders.wrapped import BULK, Wrapped

MOST = 32  # texts of one shared batch


@dataclass(slots=True)
class _Call:
    """One caller's texts, and what became of them."""

    texts: Sequence[str]
    vectors: Vectors | None = None
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.vectors is not None or self.error is not None


class Gathered(Wrapped):
    """Lets at most `leaders` batches run at a time; each is led by a caller whose own texts are in it."""

    def __init__(self, encoder: Encoder, leaders: int | None = None, most: int = MOST) -> None:
        super().__init__(encoder)
        self._leaders = leaders or _cores()
        self._most = most
        self._waiting: list[_Call] = []
        self._busy = 0
        self._changed = Condition()

    @property
    def waiting(self) -> int:
        """Callers whose texts are in no batch yet."""
        return len(self._waiting)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        if not texts or len(texts) >= BULK:
            return self._encoder.encode_queries(texts)
        own = _Call(texts)
        batch = self._batch_led_by(own)
        if batch:
            self._encode(batch)
        if own.error is not None:
            raise own.error
        if own.vectors is None:
            raise RuntimeError("a batch ended without its leader's vectors")
        return own.vectors

    def _batch_led_by(self, own: _Call) -> list[_Call]:
        """Wait for a turn; return the batch to encode, empty where another caller has encoded this one's texts."""
        with self._changed:
            self._waiting.append(own)
            self._changed.wait_for(lambda: own.is_done or (self._busy < self._leaders and own in self._waiting))
            if own.is_done:
                return []
            self._busy += 1
            self._waiting.remove(own)
            batch, size = [own], len(own.texts)
            while self._waiting and size + len(self._waiting[0].texts) <= self._most:
                batch.append(self._waiting.pop(0))
                size += len(batch[-1].texts)
            return batch

    def _encode(self, batch: Sequence[_Call]) -> None:
        vectors: Vectors | None = None
        error: Exception = RuntimeError("the batch was interrupted")
        try:
            vectors = self._encoder.encode_queries([text for call in batch for text in call.texts])
        except Exception as failed:  # handed to every caller of the batch, each of which raises it
            error = failed
        finally:
            self._end(batch, vectors, error)

    def _end(self, batch: Sequence[_Call], vectors: Vectors | None, error: Exception) -> None:
        with self._changed:
            start = 0
            for call in batch:
                if vectors is None:
                    call.error = error
                else:
                    call.vectors = vectors[start : start + len(call.texts)].copy()
                start += len(call.texts)
            self._busy -= 1
            self._changed.notify_all()


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # not on every platform
    return len(affinity(0)) if affinity else os.cpu_count() or 1
