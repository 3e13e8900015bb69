"""BM25 over characters and pairs of characters: what a question and a passage have in common, letter for letter.

The score of a pair (passage, gram) does not depend on the question, so it is worked out when the index is built
(as bm25s does), by columns: a question is the sum of a few columns. Passages that are added later are scored with the
frequencies of the index they are added to.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

K1 = 1.2  # how soon repeating a gram stops to count
B = 0.75  # how much a long passage is held back

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?%?|[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")


def grams(text: str) -> Iterator[str]:
    """Yield Latin words and numbers whole, and of other runs each character and each pair; `text` is in normal form."""
    for word in _WORD.findall(text):
        if word[0].isascii():
            yield word
        else:
            yield from word
            yield from (word[at : at + 2] for at in range(len(word) - 1))


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common each gram is in a collection."""

    weights: dict[str, float]  # by gram: higher is rarer
    unseen: float  # the weight of a gram that no passage has
    average: float  # grams of a passage

    @classmethod
    def of(cls, counted: Sequence[Counter[str]]) -> Self:
        holding = Counter(gram for counts in counted for gram in counts)
        lengths = [counts.total() for counts in counted]
        return cls(
            {gram: _rarity(len(counted), held) for gram, held in holding.items()},
            _rarity(len(counted), 0),
            sum(lengths) / max(1, len(lengths)) or 1.0,
        )


@dataclass(frozen=True, slots=True)
class Lexical:
    """Scores of passages by gram, as compressed columns; rows are the passages in the order they were given."""

    columns: dict[str, int]
    starts: Ints  # column c has its rows and scores at starts[c] to starts[c + 1]
    rows: Ints
    values: Floats
    size: int  # passages
    frequencies: Frequencies

    @classmethod
    def of(cls, texts: Sequence[str], frequencies: Frequencies | None = None) -> Self:
        """Index texts in normal form; with `frequencies`, as an addition to the collection they are of."""
        counted = [Counter(grams(text)) for text in texts]
        known = frequencies or Frequencies.of(counted)
        columns = {gram: place for place, gram in enumerate(sorted({gram for counts in counted for gram in counts}))}
        cells = [
            (columns[gram], row, _score(count, counts.total(), gram, known))
            for row, counts in enumerate(counted)
            for gram, count in counts.items()
        ]
        at = np.array([cell[0] for cell in cells], dtype=np.int32)
        order = np.argsort(at, kind="stable")
        starts = np.searchsorted(at[order], np.arange(len(columns) + 1)).astype(np.int32)
        rows = np.array([cell[1] for cell in cells], dtype=np.int32)[order]
        values = np.array([cell[2] for cell in cells], dtype=np.float32)[order]
        return cls(columns, starts, rows, values, len(texts), known)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return a row a text and a BM25 score a passage, higher is nearer, 0 where nothing is shared.

        `texts` are in normal form.
        """
        cells = csr_array((self.values, self.rows, self.starts), shape=(len(self.columns), self.size))
        return summed([self._asked(text) for text in texts], cells)

    def _asked(self, text: str) -> list[tuple[int, float]]:
        counted = Counter(grams(text)).items()
        return [(self.columns[gram], float(count)) for gram, count in counted if gram in self.columns]

    def dump(self) -> bytes:
        written = BytesIO()
        weights = self.frequencies.weights
        np.savez(
            written,
            columns=_packed(self.columns),
            starts=self.starts,
            rows=self.rows,
            values=self.values,
            grams=_packed(weights),
            weights=np.fromiter(weights.values(), dtype=np.float64, count=len(weights)),
            numbers=np.array([self.size, self.frequencies.unseen, self.frequencies.average], dtype=np.float64),
        )
        return written.getvalue()

    @classmethod
    def load(cls, raw: bytes) -> Self:
        with np.load(BytesIO(raw), allow_pickle=False) as stored:
            size, unseen, average = stored["numbers"].tolist()
            weights = dict(zip(_unpacked(stored["grams"]), stored["weights"].tolist(), strict=True))
            columns = {gram: place for place, gram in enumerate(_unpacked(stored["columns"]))}
            arrays = stored["starts"], stored["rows"], stored["values"]
        return cls(columns, *arrays, int(size), Frequencies(weights, unseen, average))


def summed(asked: Sequence[Sequence[tuple[int, float]]], columns: csr_array) -> Floats:
    """Return a row for each of `asked`: the columns that it names, each as often as it says, added up."""
    starts = np.cumsum([0, *(len(one) for one in asked)]).astype(np.int32)
    places = np.array([place for one in asked for place, _ in one], dtype=np.int32)
    shares = np.array([share for one in asked for _, share in one], dtype=np.float32)
    wanted = csr_array((shares, places, starts), shape=(len(asked), columns.shape[0]))
    return np.asarray((wanted @ columns).toarray(), dtype=np.float32)


def _rarity(passages: int, holding: int) -> float:
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def _score(count: int, length: int, gram: str, known: Frequencies) -> float:
    weight = known.weights.get(gram, known.unseen)
    return weight * count / (count + K1 * (1 - B + B * length / known.average))


def _packed(texts: dict[str, object] | dict[str, int] | dict[str, float]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(packed: npt.NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split("\n") if text else []
